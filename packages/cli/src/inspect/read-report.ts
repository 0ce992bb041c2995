import { asList, asNumber, asObject, asText, orNull, ShapeError } from "./checked-json.ts";
import type { ActivationFacts, ApproximationFacts, Inspection, LayerFacts } from "./inspection.ts";

/** What only the compiler knew. */
export interface ReportFacts
  extends Pick<
    Inspection,
    | "activations"
    | "approximation"
    | "refusedPlans"
    | "serverLearns"
    | "clientLearns"
    | "contractDiscloses"
    | "warnings"
    | "hints"
  > {
  readonly layers: readonly LayerFacts[];
  readonly largest: number;
  /** By name of the plan. */
  readonly plans: ReadonlyMap<string, ReportedPlan>;
}

export interface ReportedPlan {
  readonly preset: string;
  readonly securityBits: number;
  readonly sources: Readonly<Record<string, number>>;
  readonly rms: number;
  readonly worst: number;
  /** From request bytes to response bytes. */
  readonly microseconds: number;
  readonly microsecondsPerRow: number;
}

const MOST = 4096;

/**
 * Reads the report of a bundle, which anyone may have written. null for a text that is no report of this release: the rest of the
 * bundle does not depend on it.
 */
export function readReport(json: string): ReportFacts | null {
  try {
    return readFacts(asObject(JSON.parse(json)));
  } catch (error) {
    if (error instanceof ShapeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function readFacts(report: Readonly<Record<string, unknown>>): ReportFacts {
  return {
    layers: asList(report["layers"], MOST).map(readLayer),
    activations: [
      ...(orNull(report["activation"], (value) => readActivations(value, "")) ?? []),
      // Reports of older bundles know a single hidden layer.
      ...asList(report["deeper"] ?? [], MOST).flatMap((value, k) => readActivations(value, `layer ${k + 2}, `)),
    ],
    approximation: orNull(report["approximation"], readApproximation),
    largest: asNumber(asObject(report["outputs"])["largest"]),
    plans: new Map(asList(report["plans"], MOST).map(readPlan)),
    refusedPlans: asList(report["leftOut"], MOST).map((value) => {
      const { plan, reason } = asObject(value);
      return { plan: asText(plan), reason: asText(reason) };
    }),
    ...readTexts(report),
  };
}

const readTexts = (report: Readonly<Record<string, unknown>>) => ({
  serverLearns: asList(report["serverLearns"], MOST).map(asText),
  clientLearns: asList(report["clientLearns"], MOST).map(asText),
  contractDiscloses: asList(report["contractDiscloses"], MOST).map(asText),
  warnings: asList(report["warnings"], MOST).map(asText),
  hints: asList(report["hints"] ?? [], MOST).map(asText),
});

function readLayer(value: unknown): LayerFacts {
  const { kind, text, became } = asObject(value);
  return { from: `${asText(kind)} ${asText(text)}`, became: asText(became) };
}

/** One for each value of a hidden layer. */
function readActivations(value: unknown, layer: string): readonly ActivationFacts[] {
  const { name, exact, degree, neurons } = asObject(value);
  return asList(neurons, MOST).map((neuron, i): ActivationFacts => {
    const { proven, fitted, error, outside, curve, histogram } = asObject(neuron);
    const points = asList(curve, MOST).map(asObject);
    const column = (field: string): readonly number[] => points.map((point) => asNumber(point[field]));
    const curves = { x: column("x"), exact: column("activation"), fitted: column("polynomial") };
    const counts = asList(histogram, MOST).map(asNumber);
    if (points.length < 2) throw new ShapeError("no curve");
    return {
      name: `${layer}value ${i + 1}`,
      function: asText(name),
      degree: asNumber(degree),
      exact: exact === true,
      interval: readInterval(fitted),
      proved: readInterval(proven),
      largestError: orNull(error, (facts) => asNumber(asObject(facts)["fittedLargest"])) ?? 0,
      outside: outside === undefined ? null : orNull(outside, asNumber),
      largestErrorBeyond: orNull(error, (facts) => asNumber(asObject(facts)["provenLargest"])) ?? 0,
      curves,
      histogram: counts.length === 0 ? null : { low: curves.x[0]!, high: curves.x.at(-1)!, counts },
    };
  });
}

function readInterval(value: unknown): readonly [number, number] {
  const { lo, hi } = asObject(value);
  return [asNumber(lo), asNumber(hi)];
}

function readApproximation(value: unknown): ApproximationFacts {
  const { rows, rms, largest, labelsChanged } = asObject(value);
  const changed = orNull(labelsChanged, asNumber);
  return {
    rows: asNumber(rows),
    rms: asNumber(rms),
    largest: asNumber(largest),
    sameLabel: changed === null ? null : asNumber(rows) - changed,
  };
}

function readPlan(value: unknown): readonly [name: string, plan: ReportedPlan] {
  const { name, parameters, precision, estimate } = asObject(value);
  const { preset, securityBits } = asObject(parameters);
  const { sources, rms, worst } = asObject(precision);
  const { microseconds, microsecondsPerRow } = asObject(estimate);
  const bySource = Object.entries(asObject(sources)).map(([source, sd]) => [source, asNumber(sd)] as const);
  return [
    asText(name),
    {
      preset: asText(preset),
      securityBits: asNumber(securityBits),
      sources: Object.fromEntries(bySource),
      rms: asNumber(rms),
      worst: asNumber(worst),
      microseconds: asNumber(microseconds),
      microsecondsPerRow: asNumber(microsecondsPerRow),
    },
  ];
}
