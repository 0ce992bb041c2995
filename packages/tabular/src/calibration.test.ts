import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyCalibration, checkCalibration, ISOTONIC_INTERVALS } from "./calibration.ts";
import { calibrate } from "./calibration-report.ts";
import { fitIsotonic } from "./fit-isotonic.ts";
import { fitPlatt } from "./fit-platt.ts";
import { createShuffleRandom } from "./shuffle-random.ts";
import { sigmoid } from "./sigmoid.ts";
import { evaluation, isClose } from "./test-support/evaluation-fixture.ts";
import { tabularError, withChange } from "./test-support/sample-schema.ts";

const { labels, logits } = evaluation.binary;
const steps = Array.from({ length: ISOTONIC_INTERVALS + 1 }, (_, index) => index / ISOTONIC_INTERVALS);
const anyRows = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.double({ min: -6, max: 6, noNaN: true })), {
  minLength: 2,
  maxLength: 80,
});

describe("fitPlatt", () => {
  it("is scikit-learn's, and the optimum of its objective, to the rounding", () => {
    const { slope, offset } = fitPlatt(labels, logits);
    expect(isClose([slope, offset], evaluation.platt.sklearn, 0.000501)).toBe(true);
    expect(isClose([slope, offset], evaluation.platt.tight, 0.000501)).toBe(true);
  });

  it("stays finite and certain of nothing for separable rows", () => {
    const calibration = fitPlatt([0, 0, 1, 1], [-2, -1, 1, 2]);
    // The smoothed targets are 3/4 and 1/4: no probability far beyond them.
    expect(applyCalibration(calibration, 2)).toBeLessThan(0.9);
    expect(applyCalibration(calibration, 2)).toBeGreaterThan(0.7);
  });

  it("refuses logits that fall as the class rises, one class, and broken input", () => {
    tabularError("CALIBRATION_IMPOSSIBLE", () => fitPlatt([1, 1, 0, 0], [-2, -1, 1, 2]));
    tabularError("CALIBRATION_IMPOSSIBLE", () => fitPlatt([0, 1], [1, 1]));
    for (const fit of [fitPlatt, fitIsotonic]) {
      tabularError("CALIBRATION_IMPOSSIBLE", () => fit([1, 1], [0, 1]));
      tabularError("METRIC_INPUT_INVALID", () => fit([0, 1], [0, Number.NaN]));
      tabularError("METRIC_INPUT_INVALID", () => fit([0, 1], [0]));
    }
  });
});

describe("fitIsotonic", () => {
  it("is scikit-learn's on blocks of the grid, to the rounding", () => {
    expect(isClose(fitIsotonic(labels, logits).values, evaluation.isotonic, 0.000501)).toBe(true);
  });

  it("publishes no value that rests on fewer than 5 rows, none finer than 0.001, none of 0 or 1 (A10)", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const [classes, scores] = [rows.map(([label]) => label), rows.map(([, logit]) => logit)];
        fc.pre(classes.includes(0) && classes.includes(1));
        const { values } = fitIsotonic(classes, scores);
        const places = scores.map((logit) => Math.round(sigmoid(logit) * ISOTONIC_INTERVALS));
        for (const value of new Set(values)) {
          const behind = places.filter((place) => values[place] === value).length;
          expect(behind).toBeGreaterThanOrEqual(Math.min(5, rows.length));
          expect(Math.abs(value * 1000 - Math.round(value * 1000))).toBeLessThan(1e-9);
          expect(value > 0 && value < 1).toBe(true);
        }
        for (const [index, value] of values.entries()) expect(value).toBeGreaterThanOrEqual(values[index - 1] ?? 0);
      }),
    );
  });

  it("does not move with one row's label by more than its part of 5 rows", () => {
    const scores = Array.from({ length: 10 }, (_, row) => (row < 5 ? -1 : 1));
    const classes = [0, 0, 0, 0, 1, 0, 1, 1, 1, 1];
    expect(new Set(fitIsotonic(classes, scores).values)).toEqual(new Set([0.2, 0.8]));
  });
});

describe("applyCalibration", () => {
  it("is monotonic in the logit and a probability", () => {
    const calibrations = [fitPlatt(labels, logits), fitIsotonic(labels, logits)];
    const logit = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...calibrations), logit, logit, (calibration, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((z) => applyCalibration(calibration, z));
        expect(low! >= 0 && low! <= high! && high! <= 1).toBe(true);
      }),
    );
  });

  it("changes nothing with the identity, and is linear between the places of the grid", () => {
    for (const z of [-40, -3, -0.1, 0, 0.7, 5, 40]) {
      expect(applyCalibration({ kind: "isotonic", values: steps }, z)).toBeCloseTo(sigmoid(z), 14);
      expect(applyCalibration({ kind: "platt", slope: 1, offset: 0 }, z)).toBe(sigmoid(z));
    }
    const step = steps.map((place) => (place > 0.5 ? 1 : 0));
    expect(applyCalibration({ kind: "isotonic", values: step }, Math.log(0.52 / 0.48))).toBeCloseTo(0.4, 12);
  });

  it("refuses what is no number", () => {
    tabularError("OUTPUT_INVALID", () => applyCalibration({ kind: "platt", slope: 1, offset: 0 }, Infinity));
  });
});

describe("checkCalibration", () => {
  it("takes what the fits make, through JSON, and freezes it", () => {
    for (const calibration of [fitPlatt(labels, logits), fitIsotonic(labels, logits)]) {
      const read = checkCalibration(JSON.parse(JSON.stringify(calibration)));
      expect(read).toEqual(calibration);
      expect(Object.isFrozen(read)).toBe(true);
    }
  });

  const platt = { kind: "platt", slope: 1, offset: 0 };
  const isotonic = { kind: "isotonic", values: steps };
  it.each<[string, unknown, (string | number)[], unknown]>([
    ["no slope", platt, ["slope"], undefined],
    ["a slope of 0", platt, ["slope"], 0],
    ["a falling slope", platt, ["slope"], -1],
    ["a huge slope", platt, ["slope"], 1e7],
    ["an infinite offset", platt, ["offset"], Infinity],
    ["a huge offset", platt, ["offset"], -1e7],
    ["another field", platt, ["url"], "x"],
    ["another kind", platt, ["kind"], "spline"],
    ["too few values", isotonic, ["values"], steps.slice(1)],
    ["too many values", isotonic, ["values"], [...steps, 1]],
    ["a falling value", isotonic, ["values", 3], 0],
    ["a value above 1", isotonic, ["values", 20], 1.5],
    ["a value below 0", isotonic, ["values", 0], -0.1],
    ["text for a value", isotonic, ["values", 2], "0.1"],
  ])("refuses %s", (_, value, path, change) => {
    tabularError("CALIBRATION_INVALID", () => checkCalibration(withChange(value, path, change)));
  });

  it.each([[null], ["platt"], [[1, 0]]])("refuses %j", (value) => {
    tabularError("CALIBRATION_INVALID", () => checkCalibration(value));
  });
});

describe("calibrate", () => {
  it("finds what is wrong with overconfident probabilities, on rows that the fits have not seen", () => {
    const random = createShuffleRandom(4);
    const draw = (): number => random.below(2 ** 32) / 2 ** 32;
    const truth = Array.from({ length: 600 }, () => 4 * draw() - 2);
    const classes = truth.map((z) => (draw() < sigmoid(z) ? 1 : 0));
    const overconfident = truth.map((z) => 3 * z + 0.5);
    for (const kind of ["platt", "isotonic"] as const) {
      const { before, after } = calibrate(kind, classes, overconfident, { folds: 5, seed: 1 });
      expect(before.calibrationError).toBeGreaterThan(0.1);
      expect(after.calibrationError).toBeLessThan(0.06);
      expect(after.brier).toBeLessThan(before.brier);
      expect(after.logLoss).toBeLessThan(before.logLoss);
    }
    const { calibration } = calibrate("platt", classes, overconfident, { folds: 5, seed: 1 });
    expect(calibration).toMatchObject({ slope: expect.closeTo(1 / 3, 1), offset: expect.closeTo(-1 / 6, 0) });
  });

  it("does not praise a calibration for what it learned by heart", () => {
    const random = createShuffleRandom(9);
    const noise = Array.from({ length: 200 }, () => random.below(1000) / 250 - 2);
    const classes = noise.map(() => random.below(2));
    const { before, after } = calibrate("isotonic", classes, noise, { folds: 5, seed: 1 });
    // The labels are coin flips: a Brier score below a quarter, or nearly so, can only come from seen rows.
    expect(before.brier).toBeGreaterThan(0.25);
    expect(after.brier).toBeGreaterThan(0.245);
  });
});
