import type { OperationCounts, PlanSummary } from "@velum/protocol";
import type { TableSchema } from "@velum/tabular";
import type { Curves, Histogram } from "../html/fit-plot.ts";

/**
 * What `velum inspect` knows of a model: the document of `--json`, from which terminal text, page and comparison are made. Levels,
 * scales, bytes and counts are computed from the programs themselves; the rest is what the compiler wrote into the bundle,
 * which nothing vouches for but the file.
 */
export interface Inspection {
  readonly model: ModelFacts;
  readonly schema: TableSchema;
  /** What became of the layers of the network. */
  readonly layers: readonly LayerFacts[];
  readonly activations: readonly ActivationFacts[];
  readonly outputs: readonly OutputFacts[];
  readonly approximation: ApproximationFacts | null;
  readonly plans: readonly PlanFacts[];
  readonly refusedPlans: readonly { readonly plan: string; readonly reason: string }[];
  readonly disclosure: { readonly effectiveParameters: number; readonly answersThatDetermine: number };
  readonly serverLearns: readonly string[];
  readonly clientLearns: readonly string[];
  /** What everybody who may fetch the contract learns (A9, A10). */
  readonly contractDiscloses: readonly string[];
  readonly warnings: readonly string[];
  /** What a change of the model would save. */
  readonly hints: readonly string[];
}

export interface ModelFacts {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** null before anything is compiled. */
  readonly contractDigest: string | null;
  readonly fileBytes: number;
}

export interface LayerFacts {
  /** What the model file has. */
  readonly from: string;
  readonly became: string;
}

/** One function and the polynomial in its place. */
export interface ActivationFacts {
  readonly name: string;
  readonly function: string;
  readonly degree: number;
  readonly exact: boolean;
  /** Where the polynomial was fitted. */
  readonly interval: readonly [low: number, high: number];
  /** What rows that the schema admits can put in. */
  readonly proved: readonly [low: number, high: number];
  readonly largestError: number;
  /** What share of the range data lies outside of it, where that is known. */
  readonly outside: number | null;
  /** The largest error over all that legal rows can put in. */
  readonly largestErrorBeyond: number;
  readonly curves: Curves;
  readonly histogram: Histogram | null;
}

/** How large an output is. */
export interface OutputFacts {
  readonly name: string;
  /** Largest absolute value over all rows that the schema admits; null where the bundle does not say. */
  readonly largest: number | null;
  /** What the contract says: rounded up to a power of two. */
  readonly bound: number;
}

/** The approximated model against the original in the clear, on the range data. */
export interface ApproximationFacts {
  readonly rows: number;
  readonly largest: number;
  readonly rms: number;
  /** Rows with the same label; null where there is no label. */
  readonly sameLabel: number | null;
}

export interface PlanFacts {
  readonly name: string;
  readonly layout: PlanSummary["layout"];
  readonly rows: number;
  readonly parameters: {
    /** null where the bundle does not say. */
    readonly preset: string | null;
    readonly ringDegree: number;
    readonly primeBits: readonly number[];
    readonly totalBits: number;
    readonly limitBits: number;
    /** By lattice-estimator, classical; null where the bundle does not say. */
    readonly securityBits: number | null;
  };
  readonly input: {
    readonly ciphertexts: number;
    readonly valuesPerRow: number;
    readonly level: number;
    readonly scaleBits: number;
  };
  readonly steps: readonly StepFacts[];
  readonly precision: {
    readonly maxError: number;
    readonly roundingStep: number;
    /** Standard deviation by source in units of the output; empty where the bundle does not say. */
    readonly sources: Readonly<Record<string, number>>;
    readonly rms: number | null;
    readonly worst: number | null;
  };
  readonly bytes: { readonly request: number; readonly response: number };
  /** Uploaded before the first request, once a key set; 0 for plans without keys. */
  readonly keySetBytes: number;
  readonly operations: OperationCounts;
  /** One thread; a request with all its rows. null where the bundle does not say. */
  readonly cost: {
    readonly milliseconds: number;
    readonly microsecondsPerRow: number;
    readonly requestsPerSecond: number;
  } | null;
  readonly protection: PlanSummary["protection"] & { readonly released: number };
}

/** Nodes of one kind, level and scale in a row. */
export interface StepFacts {
  readonly kind: string;
  readonly count: number;
  readonly level: number;
  /** log2 of the modulus at this level. */
  readonly modulusBits: number;
  readonly scaleBits: number;
  /** Bits that the largest output takes at this scale, sign included; null before the outputs. */
  readonly valueBits: number | null;
}
