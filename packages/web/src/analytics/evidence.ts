import type { ConfusionMatrix, Reliability, RocPoint, Task } from "@velum/tabular";

/** Where figures come from. */
export type Origin =
  /** Rows that were answered encrypted on this page: the demonstration's, or those of a file. */
  | { readonly kind: "demonstration" | "file"; readonly name: string }
  /** A document of `velum evaluate --json`. */
  | { readonly kind: "report"; readonly name: string };

/** All that the charts draw, whatever it was measured from. What a source does not hold is null; nothing is made up for it. */
export interface Evidence {
  readonly origin: Origin;
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly title: string;
    readonly contractDigest: string;
  };
  readonly task: Task;
  /** Empty for a quantity. */
  readonly labels: readonly string[];
  readonly rows: RowCounts;
  /** Encrypted against clear outputs. */
  readonly comparison: Comparison | null;
  /** Labels of encrypted answers that are those of the clear model. */
  readonly agreement: { readonly rows: number; readonly same: number } | null;
  readonly binary: BinaryFigures | null;
  /** Whether probabilities come true; null where there are none. */
  readonly reliability: ReliabilityFigures | null;
  /** Of classes at the contract's own threshold; `counts[actual][predicted]`. */
  readonly confusion: ConfusionMatrix | null;
  readonly latency: LatencyFigures | null;
}

export interface RowCounts {
  readonly answered: number;
  /** As many were to be asked about; more than `answered` where the run was stopped. */
  readonly planned: number;
  /** Left out, because the model's schema refuses them. */
  readonly refused: number;
  /** Answers that could not be read: the rest was asked about all the same (C2). */
  readonly unreadable: number;
}

/** The same rows, answered encrypted and computed in the clear. */
export interface Comparison {
  /** What is compared. */
  readonly quantity: string;
  /** The promise of the contract for it; null where the promise speaks of another quantity. */
  readonly maxError: number | null;
  readonly points: readonly ComparedPoint[];
  /** False where the source holds the rows with the largest errors alone. */
  readonly complete: boolean;
  readonly errors: ErrorQuantiles;
}

export interface ComparedPoint {
  /** In the file, counted from 1 below the header. */
  readonly row: number;
  readonly clear: number;
  readonly encrypted: number;
}

/** Of absolute errors: the smallest value that so many do not exceed. */
export interface ErrorQuantiles {
  readonly rms: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly largest: number;
}

/** Two classes with probabilities, rows of both. */
export interface BinaryFigures {
  readonly positives: number;
  readonly negatives: number;
  /** From which probability on the contract says the second label. */
  readonly threshold: number;
  readonly roc: { readonly encrypted: readonly RocPoint[]; readonly clear: readonly RocPoint[] | null };
}

/** Of class 1; for several classes, of the label that was said. */
export interface ReliabilityFigures {
  /** Of the model's own probabilities; null where the source does not hold them. */
  readonly before: Reliability | null;
  readonly after: Reliability | null;
  /** What made `after` of `before`. */
  readonly by: "contract" | "folds" | "report" | "label";
}

export const LATENCY_PARTS = ["keygen", "encrypt", "network", "server", "decrypt"] as const;
export type LatencyPart = (typeof LATENCY_PARTS)[number];

/** Milliseconds of single requests. */
export interface LatencyFigures {
  /** Requests that were measured. */
  readonly requests: number;
  readonly parts: readonly LatencySamples[];
  readonly total: LatencySamples | null;
  readonly bytes: { readonly request: number; readonly response: number } | null;
}

export interface LatencySamples {
  readonly part: LatencyPart | "total";
  /** null where the source holds the median alone. */
  readonly samples: readonly number[] | null;
  readonly median: number;
  readonly p90: number | null;
  readonly p99: number | null;
}
