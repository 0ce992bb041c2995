import type { PresetName } from "@velum/ckks";
import type {
  Disclosure,
  NodeKind,
  OperationCounts,
  Packing,
  ProtectionLevel,
  ProtectionSummary,
} from "@velum/protocol";
import type { RangeOrigin } from "../model/compilable-model.ts";
import type { Interval } from "../passes/input-groups.ts";
import type { PrecisionBudget } from "../passes/promise-precision.ts";

/**
 * What compiling decided and what that means, as plain data. For the model's owner: ranges, fits and histograms depend on the
 * weights and on the range data.
 */
export interface CompileReport {
  readonly model: string;
  readonly version: string;
  readonly title: string;
  readonly protection: ProtectionLevel;
  readonly layers: readonly LayerReport[];
  readonly inputs: InputsReport;
  /** Of the first hidden layer, if there is one that stayed. */
  readonly activation: ActivationReport | null;
  /** Of further hidden layers, in turn. */
  readonly deeper: readonly ActivationReport[];
  readonly outputs: OutputsReport;
  /** null where nothing was approximated. */
  readonly approximation: ApproximationReport | null;
  readonly plans: readonly PlanReport[];
  readonly leftOut: readonly { readonly plan: string; readonly reason: string }[];
  readonly disclosure: Disclosure;
  readonly serverLearns: readonly string[];
  readonly clientLearns: readonly string[];
  /** What everybody who may fetch the contract learns (A9, A10). */
  readonly contractDiscloses: readonly string[];
  readonly warnings: readonly string[];
  /** What a change of the model would save. */
  readonly hints: readonly string[];
}

/** A layer of the model and what became of it. */
export interface LayerReport {
  readonly kind: "affine" | "activation";
  /** Such as `13 -> 16` or `gelu`. */
  readonly text: string;
  readonly became: string;
}

export interface InputsReport {
  readonly origin: RangeOrigin;
  readonly features: readonly FeatureReport[];
  /** Numbers that the client encrypts for one row: more than the features, with one-hot and monomials. */
  readonly encrypted: number;
  /** null without range data. */
  readonly data: { readonly rows: number; readonly refused: number } | null;
}

export interface FeatureReport {
  readonly name: string;
  readonly kind: "numeric" | "categorical";
  /** Of a numeric feature. */
  readonly range: Interval | null;
  readonly categories: number | null;
}

export interface ActivationReport {
  readonly name: string;
  /** The activation is this polynomial itself. */
  readonly exact: boolean;
  readonly degree: number;
  readonly neurons: readonly NeuronReport[];
}

/** One value of the hidden layer. */
export interface NeuronReport {
  /** Proved from the ranges of the features. */
  readonly proven: Interval;
  /** Where the polynomial was fitted. */
  readonly fitted: Interval;
  /** What share of the range data lies outside of where the polynomial was fitted; null without range data. */
  readonly outside: number | null;
  /** From the constant term on: of powers, or of Chebyshev polynomials over `fitted`. */
  readonly coefficients: readonly number[];
  readonly basis: "powers" | "chebyshev";
  /** Against the activation; null if exact. */
  readonly error: {
    readonly dataRms: number;
    readonly dataLargest: number;
    readonly fittedLargest: number;
    readonly provenLargest: number;
  } | null;
  /** Over the fitted interval, from left to right. */
  readonly curve: readonly { readonly x: number; readonly activation: number; readonly polynomial: number }[];
  /** Counts of the range data in equal parts of the fitted interval; empty without. */
  readonly histogram: readonly number[];
}

export interface OutputsReport {
  readonly names: readonly string[];
  /** Proved: no row that the schema admits gives more. */
  readonly largest: number;
  /** What the contract says: `largest`, rounded up to a power of two. */
  readonly bound: number;
}

/** The approximated network against the network itself, on the range data. */
export interface ApproximationReport {
  readonly rows: number;
  readonly rms: number;
  readonly largest: number;
  /** Rows whose label changes; null for models without one. */
  readonly labelsChanged: number | null;
}

export interface PlanReport {
  readonly name: string;
  readonly layout: string;
  readonly packing: Packing;
  readonly parameters: {
    readonly preset: PresetName;
    readonly ringDegree: number;
    readonly totalBits: number;
    /** The published limit for 128 bits classical. */
    readonly limitBits: number;
    /** lattice-estimator 27a581bb, MATZOV model, classical. */
    readonly securityBits: number;
  };
  readonly steps: readonly StepReport[];
  readonly precision: PrecisionBudget;
  /** Of a full request. */
  readonly bytes: { readonly request: number; readonly response: number };
  readonly operations: OperationCounts;
  /** One thread of a server, a full request, estimated from kernel rates: the program alone, and from bytes to bytes. */
  readonly estimate: {
    readonly evaluationMicroseconds: number;
    readonly microseconds: number;
    readonly microsecondsPerRow: number;
    readonly requestsPerSecond: number;
    readonly rowsPerSecond: number;
  };
  readonly masking: ProtectionSummary & {
    /** Coefficients that one response releases. */
    readonly released: number;
    /** log2 of the modulus where the zero is added, and what the key owner's knowledge costs, against the bar. */
    readonly modulusBits: number;
    readonly hintBits: number;
    readonly barBits: number;
  };
}

/** Nodes in a row that are alike. */
export interface StepReport {
  readonly kind: NodeKind;
  readonly count: number;
  readonly level: number;
  /** Of the modulus at this level, after truncation where there is one. */
  readonly modulusBits: number;
  readonly scaleBits: number;
  readonly parts: number;
}
