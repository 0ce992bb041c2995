import type { ParameterDigest } from "@velum/ckks";
import type { Postprocessing, Preprocessing, TableSchema } from "@velum/tabular";
import type { Layout, NodeKind } from "../program/program.ts";

/** 64 hex digits: SHA-256 under the label "velum/contract/1" of the contract's canonical bytes. */
export type ContractDigest = string & { readonly __brand: "ContractDigest" };
/** 64 hex digits: SHA-256 over salt, program and weights. Without the salt it confirms no guess (A11). */
export type ProgramCommitment = string & { readonly __brand: "ProgramCommitment" };

/**
 * The public half of a bundle: all that a client knows of a model, and all that it may be asked to do. It is declarative
 * and closed: no address, no code, no way to ask for anything in the clear.
 */
export interface Contract {
  readonly format: 1;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** The columns that a user gives, with units, ranges and categories. */
  readonly schema: TableSchema;
  /** From a row to the numbers that are encrypted. */
  readonly preprocessing: Preprocessing;
  /** From decrypted numbers to the prediction. */
  readonly postprocessing: Postprocessing;
  /** Names of the numbers that come back, in order. */
  readonly outputs: readonly string[];
  readonly disclosure: Disclosure;
  readonly programCommitment: ProgramCommitment;
  readonly plans: readonly PlanSummary[];
}

/** What answers reveal whatever the cryptography (A2). */
export interface Disclosure {
  /** Numbers that determine the model's function. */
  readonly effectiveParameters: number;
  /** About as many answers (rows) determine them. */
  readonly answersThatDetermine: number;
}

export type ProtectionLevel = "standard" | "strong";
/** `any-key`: the mask holds for crafted public keys too (A1). `honest-key`: for well-formed ones. */
export type ModelPrivacy = "any-key" | "honest-key";

/** The parameters as a client must rebuild them itself. */
export interface ContractParameters {
  readonly ringDegree: number;
  readonly primes: readonly number[];
  readonly specialPrimes: readonly number[];
  readonly digest: ParameterDigest;
}

/** A row in polynomial coefficients: value j of the preprocessed row at coefficient j, all others zero. */
export interface DotPacking {
  readonly kind: "dot";
  /** Numbers that preprocessing makes of a row. */
  readonly features: number;
  /** The next power of two: outputs lie at block ends. */
  readonly block: number;
  /** Rows in one request. */
  readonly rows: 1;
}

/** One node without its constants. */
export interface NodeSummary {
  readonly kind: NodeKind;
  readonly level: number;
  readonly scale: number;
}

/** One plan as the client sees it: how to encrypt, what comes back, what that discloses. */
export interface PlanSummary {
  readonly name: string;
  readonly layout: Layout;
  readonly parameters: ContractParameters;
  readonly packing: DotPacking;
  readonly input: { readonly level: number; readonly scale: number };
  /** Keys that the request carries: a one-time public key at this level. */
  readonly keys: { readonly publicKeyLevel: number };
  readonly response: ResponseSummary;
  readonly precision: PrecisionPromise;
  readonly protection: ProtectionSummary;
  readonly nodes: readonly NodeSummary[];
}

/** What the response holds; the client never takes these from the response itself. */
export interface ResponseSummary {
  readonly level: number;
  /** Scale after truncation, if there is one. */
  readonly scale: number;
  readonly modulusBits: number | null;
  /** Coefficients that carry the outputs, in order. */
  readonly positions: readonly number[];
  /** Largest absolute value that an output can have. */
  readonly bound: number;
}

export interface PrecisionPromise {
  /** Largest absolute error of each output against the clear model, rounding to the step included. */
  readonly maxError: number;
  /** Outputs leave the client as multiples of this: at most an eighth of `maxError`. */
  readonly roundingStep: number;
}

export interface ProtectionSummary {
  readonly level: ProtectionLevel;
  readonly modelPrivacy: ModelPrivacy;
  /** Standard deviation of the flooding in units of the output. */
  readonly flooding: number;
  /** At most so many bits about the model in each released value. */
  readonly bitsPerValue: number;
  /** Released coefficients that the mask survives under any public key. */
  readonly releaseCap: number;
  /** Bits of statistical flooding per value for honestly generated inputs; 0 where none is claimed. */
  readonly statisticalBits: number;
  /** Rows that one request answers. */
  readonly answersPerRequest: number;
}
