import { describe, expect, it } from "vitest";
import { readReport } from "./read-report.ts";

const point = (threshold: number | null, falsePositiveRate: number, truePositiveRate: number) => ({
  ...{ threshold, falsePositiveRate, truePositiveRate },
});
const curve = {
  roc: [point(null, 0, 0), point(0.9, 0, 0.5), point(0.4, 0.5, 1), point(0.1, 1, 1)],
  reliability: {
    bins: [{ lower: 0, upper: 0.1, count: 4, meanProbability: 0.05, observed: 0.25 }],
    ...{ calibrationError: 0.2, brier: 0.1, logLoss: 0.3 },
  },
};
const quantiles = { rms: 0.001, median: 0.0005, p90: 0.001, p99: 0.002, largest: 0.002 };
const report = () => ({
  model: { name: "heart", version: "2", title: "Heart disease", contractDigest: "ab".repeat(32) },
  data: { rows: 4, refused: 1, task: "binary", labels: ["0", "1"] },
  promise: { kept: true, plans: [{ plan: "dot", rows: 4, maxError: 0.004, largest: 0.002 }] },
  agreement: { rows: 4, same: 3, minimum: null, differing: [] },
  errors: { simulated: quantiles, encrypted: quantiles },
  worstRows: [{ row: 3, plan: "dot", error: 0.002, clear: [1.25], encrypted: [1.252] }],
  metrics: { clear: {}, simulated: {}, encrypted: {} },
  confusion: {
    clear: [
      [1, 1],
      [0, 2],
    ],
    encrypted: [
      [1, 1],
      [0, 2],
    ],
  },
  curves: { clear: curve, encrypted: curve },
  latency: {
    rows: 3,
    milliseconds: { keygen: 1, encrypt: 2, server: null, roundTrip: 9, decrypt: 3 },
    bytes: { request: 21_248, response: 6938 },
  },
});
/** The report with one field, named by its path, set to something else. */
function read(path = "", value?: unknown) {
  const document = structuredClone(report());
  const names = path.split(".");
  const last = names.pop()!;
  const parent = names.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], document);
  if (last !== "") (parent as Record<string, unknown>)[last] = value;
  return readReport(JSON.stringify(document), "report.json");
}

describe("readReport", () => {
  it("takes what a report holds, and nothing that it does not", () => {
    const evidence = read();
    expect(evidence.rows).toEqual({ answered: 4, planned: 4, refused: 1, unreadable: 0 });
    expect(evidence.comparison).toMatchObject({
      ...{ maxError: 0.004, complete: false, errors: quantiles },
      points: [{ row: 3, clear: 1.25, encrypted: 1.252 }],
    });
    expect(evidence.binary).toMatchObject({ positives: 2, negatives: 2 });
    expect(evidence.reliability).toMatchObject({ before: null, by: "report", after: { calibrationError: 0.2 } });
    expect(evidence.binary!.roc.encrypted[0]!.threshold).toBe(Infinity);
    expect(evidence.latency!.parts.map(({ part, median, samples }) => [part, median, samples])).toEqual([
      ["keygen", 1, null],
      ["encrypt", 2, null],
      ["network", 9, null],
      ["decrypt", 3, null],
    ]);
  });

  it("finds the threshold behind the confusion matrix", () => {
    expect(read().binary!.threshold).toBe(0.4);
    const half = {
      clear: [],
      encrypted: [
        [2, 0],
        [1, 1],
      ],
    };
    expect(read("confusion", half).binary!.threshold).toBe(0.5);
  });

  it("has no curves where the model gives no probabilities", () => {
    expect(read("curves", null).binary).toBeNull();
  });

  it.each([
    ["errors.encrypted.rms", "secret", "report.json, errors.encrypted.rms: expected a number, got another string."],
    ["data.rows", undefined, "report.json, data.rows: expected a whole number, 0 or more, got nothing."],
    [
      "curves.encrypted.roc",
      [point(0.5, 2, 1)],
      "report.json, curves.encrypted.roc[0].falsePositiveRate: expected a number from 0 to 1, got another number.",
    ],
    ["metrics", undefined, "report.json: expected a document of velum evaluate --json, got another one."],
  ])("refuses a wrong %s and says where", (path, value, message) => {
    expect(() => read(path, value)).toThrow(message);
  });

  it("refuses what is no JSON", () => {
    expect(() => readReport("age,sex\n63,1\n", "rows.csv")).toThrow(
      "rows.csv: expected JSON, as velum evaluate --json writes it, got another text.",
    );
  });
});
