import type { ConfusionMatrix, Reliability, RocPoint } from "@velum/tabular";
import { FileError } from "../csv/file-error.ts";
import { atThreshold } from "./at-threshold.ts";
import {
  type BinaryFigures,
  type Comparison,
  type Evidence,
  LATENCY_PARTS,
  type LatencyFigures,
  type ReliabilityFigures,
} from "./evidence.ts";
import { type JsonReader, readJson } from "./json-reader.ts";

/**
 * The document that `velum evaluate --json` writes, as evidence. It holds no single rows but the ones with the largest errors, and
 * medians of latencies: what is not in it is null.
 *
 * @throws {FileError} with the path of the field that does not fit
 * @example readReport(await file.text(), file.name).comparison
 */
export function readReport(text: string, name: string): Evidence {
  const document = readJson(parse(text, name), name);
  if (document.field("metrics").isNull() || document.field("promise").isNull()) {
    throw new FileError(name, "a document of velum evaluate --json", "another one");
  }
  const [model, data] = [document.field("model"), document.field("data")];
  const rows = data.field("rows").count();
  return Object.freeze<Evidence>({
    origin: { kind: "report", name },
    model: {
      name: model.field("name").text(),
      version: model.field("version").text(),
      title: model.field("title").text(),
      contractDigest: model.field("contractDigest").text(),
    },
    task: data.field("task").choice(["binary", "multiclass", "regression"]),
    labels: data.field("labels").list((label) => label.text()),
    rows: { answered: rows, planned: rows, refused: data.field("refused").count(), unreadable: 0 },
    comparison: readComparison(document),
    agreement: document
      .field("agreement")
      .optional((agreement) => ({ rows: agreement.field("rows").count(), same: agreement.field("same").count() })),
    binary: readBinary(document),
    reliability: readReliabilityFigures(document),
    confusion: document.field("confusion").optional((confusion) => readMatrix(confusion.field("encrypted"))),
    latency: readLatency(document.field("latency")),
  });
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FileError(name, "JSON, as velum evaluate --json writes it", "another text");
  }
}

function readComparison(document: JsonReader): Comparison {
  const plans = document
    .field("promise")
    .field("plans")
    .list((plan) => plan.field("maxError").number());
  const errors = document.field("errors").field("encrypted");
  const points = document.field("worstRows").list((worst) => {
    const [row, clear, encrypted] = [
      worst.field("row").count(),
      numbers(worst.field("clear")),
      numbers(worst.field("encrypted")),
    ];
    return clear.flatMap((value, i) =>
      encrypted[i] === undefined ? [] : [{ row, clear: value, encrypted: encrypted[i] }],
    );
  });
  return {
    quantity: "decrypted output",
    maxError: plans.length === 0 ? null : Math.max(...plans),
    points: points.flat(),
    complete: false,
    errors: {
      rms: errors.field("rms").number(),
      median: errors.field("median").number(),
      p90: errors.field("p90").number(),
      p99: errors.field("p99").number(),
      largest: errors.field("largest").number(),
    },
  };
}

const numbers = (list: JsonReader): readonly number[] => list.list((element) => element.number());

const readMatrix = (matrix: JsonReader): ConfusionMatrix => matrix.list((row) => row.list((cell) => cell.count()));

function readBinary(document: JsonReader): BinaryFigures | null {
  const [curves, confusion] = [document.field("curves"), document.field("confusion")];
  const isBinary = document.field("data").field("task").text() === "binary";
  if (!isBinary || curves.isNull() || confusion.isNull()) return null;
  const matrix = readMatrix(confusion.field("encrypted"));
  const [negatives, positives] = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  if (!positives || !negatives) return null;
  const encrypted = readRoc(curves.field("encrypted"));
  const said = { truePositives: matrix[1]?.[1] ?? 0, falsePositives: matrix[0]?.[1] ?? 0 };
  return {
    positives,
    negatives,
    threshold: thresholdBehind(encrypted, (threshold) => {
      const { truePositives, falsePositives } = atThreshold({ positives, negatives }, encrypted, threshold);
      return truePositives === said.truePositives && falsePositives === said.falsePositives;
    }),
    roc: { encrypted, clear: readRoc(curves.field("clear")) },
  };
}

/** A report names no threshold: one half if that makes its confusion matrix, or the probability that does. */
function thresholdBehind(roc: readonly RocPoint[], fits: (threshold: number) => boolean): number {
  const candidates = [0.5, ...roc.map(({ threshold }) => threshold)].filter((threshold) => threshold <= 1);
  return candidates.find(fits) ?? 0.5;
}

/** What probabilities were before a calibration is not in a report. */
function readReliabilityFigures(document: JsonReader): ReliabilityFigures | null {
  const by = document.field("data").field("task").text() === "binary" ? "report" : "label";
  return document.field("curves").optional((curves) => ({
    ...{ before: null, after: readReliability(curves.field("encrypted").field("reliability")), by },
  }));
}

/** JSON has no infinity: the first threshold, which nothing reaches, is null. */
const readRoc = (curve: JsonReader): readonly RocPoint[] =>
  curve.field("roc").list((point) => ({
    threshold: point.field("threshold").optional((threshold) => threshold.number()) ?? Infinity,
    falsePositiveRate: point.field("falsePositiveRate").numberIn(0, 1),
    truePositiveRate: point.field("truePositiveRate").numberIn(0, 1),
  }));

const readReliability = (reliability: JsonReader): Reliability => ({
  bins: reliability.field("bins").list((bin) => ({
    lower: bin.field("lower").numberIn(0, 1),
    upper: bin.field("upper").numberIn(0, 1),
    count: bin.field("count").count(),
    meanProbability: bin.field("meanProbability").numberIn(0, 1),
    observed: bin.field("observed").numberIn(0, 1),
  })),
  calibrationError: reliability.field("calibrationError").number(),
  brier: reliability.field("brier").number(),
  logLoss: reliability.field("logLoss").number(),
});

/** The server's part is inside the round trip; of medians the difference is all that can be said. */
function readLatency(latency: JsonReader): LatencyFigures | null {
  if (latency.isNull()) return null;
  const milliseconds = latency.field("milliseconds");
  const median = (part: string): number | null => milliseconds.field(part).optional((value) => value.number());
  const [server, roundTrip] = [median("server"), median("roundTrip")];
  const network = roundTrip === null ? null : Math.max(0, roundTrip - (server ?? 0));
  const medians = { keygen: median("keygen"), encrypt: median("encrypt"), network, server, decrypt: median("decrypt") };
  const bytes = latency.field("bytes");
  return {
    requests: latency.field("rows").count(),
    parts: LATENCY_PARTS.flatMap((part) => {
      const value = medians[part];
      return value === null ? [] : [{ part, samples: null, median: value, p90: null, p99: null }];
    }),
    total: null,
    bytes: { request: bytes.field("request").count(), response: bytes.field("response").count() },
  };
}
