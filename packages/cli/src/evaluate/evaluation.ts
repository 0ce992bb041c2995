import type { ConfusionMatrix, Measures, Reliability, RocPoint, Task } from "@velum/tabular";
import type { EncryptedAnswers, Latency } from "./ask-encrypted.ts";
import type { WorstSearch } from "./search-worst.ts";

/** The three ways in which a row was answered. */
export const WAYS = ["clear", "simulated", "encrypted"] as const;
export type Way = (typeof WAYS)[number];

/** What `velum evaluate` found: the document of `--json`, from which text and page are made. It holds no input of a row. */
export interface Evaluation {
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly title: string;
    readonly contractDigest: string;
  };
  readonly data: {
    readonly rows: number;
    readonly refused: number;
    readonly task: Task;
    readonly labels: readonly string[];
  };
  readonly promise: PromiseFacts;
  readonly agreement: Agreement | null;
  /** Absolute differences of outputs from the clear ones, over all rows and outputs. */
  readonly errors: { readonly simulated: ErrorQuantiles; readonly encrypted: ErrorQuantiles };
  /** Rows with the largest errors, the worst first. */
  readonly worstRows: readonly WorstRow[];
  readonly metrics: { readonly [way in Way]: Measures };
  /** Of classes; `counts[actual][predicted]`. */
  readonly confusion: { readonly clear: ConfusionMatrix; readonly encrypted: ConfusionMatrix } | null;
  /** Of classes with probabilities. For several classes they are those of the label that was said, and there is no ROC. */
  readonly curves: { readonly clear: Curves; readonly encrypted: Curves } | null;
  readonly latency: Latency;
  readonly total: EncryptedAnswers["total"];
  readonly search: WorstSearch | null;
  /** Against the ONNX file that the bundle was compiled from, where it was given. */
  readonly original: OriginalFacts | null;
  readonly notes: readonly string[];
  /** The promise was kept and enough labels agree. */
  readonly passed: boolean;
}

/** The promise, plan by plan. */
export interface PromiseFacts {
  readonly kept: boolean;
  readonly plans: readonly {
    readonly plan: string;
    readonly rows: number;
    /** What the contract promises. */
    readonly maxError: number;
    /** What was seen. */
    readonly largest: number;
  }[];
}

/** Labels of encrypted answers against those of clear ones. */
export interface Agreement {
  readonly rows: number;
  readonly same: number;
  /** What was asked for; null for nothing. */
  readonly minimum: number | null;
  /** Rows that an error within the promise could give another label. */
  readonly borderline: number;
  readonly differing: readonly DifferingRow[];
}

export interface DifferingRow {
  /** In the file, counted from 1 below the header. */
  readonly row: number;
  readonly clear: string;
  readonly encrypted: string;
  readonly target: string;
  /** Largest difference of an output. */
  readonly error: number;
  /** Smallest error of the clear outputs that changes the label; null where none within the promise does. */
  readonly margin: number | null;
  /** What the contract promises for the plan that answered. */
  readonly maxError: number;
}

/** Answers against those of the model file itself, which knows nothing of polynomials and encryption. */
export interface OriginalFacts {
  readonly rows: number;
  readonly metrics: Measures;
  /** Rows with the same label; null for quantities. */
  readonly sameLabel: { readonly clear: number; readonly encrypted: number } | null;
  /** Rows whose encrypted label is another, counted from 1 below the header. */
  readonly otherLabel: readonly number[];
  /** Absolute differences of probabilities or quantities; null for labels alone. */
  readonly difference: { readonly clear: ErrorQuantiles; readonly encrypted: ErrorQuantiles } | null;
}

export interface ErrorQuantiles {
  readonly rms: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly largest: number;
}

export interface WorstRow {
  readonly row: number;
  readonly plan: string;
  readonly error: number;
  readonly clear: readonly number[];
  readonly encrypted: readonly number[];
}

export interface Curves {
  readonly reliability: Reliability;
  readonly roc: readonly RocPoint[];
}
