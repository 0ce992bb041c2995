import type { KeyList, ParameterDigest } from "@velum/ckks";
import type { Postprocessing, Preprocessing, TableSchema } from "@velum/tabular";
import type { ValueOrder } from "../program/nodes/add-constant.ts";
import type { ReleasedPositions } from "../program/nodes/protect.ts";
import type { NodeKind } from "../program/program.ts";

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

/** How a client lays rows into the ciphertexts of a request. */
export type Packing = DotPacking | ColumnsPacking | DiagonalPacking;

/**
 * Rows in the coefficients of one ciphertext: encoded value j of row r at coefficient r * outputsPerRow * block + j, all others
 * zero. Output c of row r comes back at (r * outputsPerRow + c) * block + block - 1 (`outputPositions`).
 */
export interface DotPacking {
  readonly kind: "dot";
  /** Numbers that preprocessing makes of a row. */
  readonly features: number;
  /** The next power of two of the encoded values of a row: outputs lie at block ends. */
  readonly block: number;
  /** Most rows in one request. */
  readonly rows: number;
  /** null: the features are encoded as they are; otherwise all their monomials of degree 1 to `degree` (A9). */
  readonly monomials: { readonly degree: number } | null;
  /** Blocks that one row takes: the next power of two of the outputs. */
  readonly outputsPerRow: number;
}

/** One ciphertext a feature, in the order of the preprocessing; in each, row r at coefficient or slot r. */
export interface ColumnsPacking {
  readonly kind: "columns";
  /** Numbers that preprocessing makes of a row. */
  readonly features: number;
  readonly order: ValueOrder;
  /** Most rows in one request: the ring degree for coefficients, half of it for slots. */
  readonly rows: number;
}

/**
 * One row over all slots of one ciphertext: each number fills `repeat` slots, and the whole repeats every `period` slots, so
 * that slot i holds number floor((i mod period) / repeat), zero from `features` on. Output c comes back in slot c of a message
 * that repeats after the next power of two of the outputs: its subring's coefficients leave.
 */
export interface DiagonalPacking {
  readonly kind: "diagonal";
  /** Numbers that preprocessing makes of a row. */
  readonly features: number;
  /** Slots in a row with the same number: a power of two. */
  readonly repeat: number;
  /** `repeat` times the next power of two of the features; at most all slots. */
  readonly period: number;
  /** 1: more rows go one after the other, or by `columns`. */
  readonly rows: number;
}

/** Nodes of one kind, level and scale in a row, without their constants. */
export interface NodeSummary {
  readonly kind: NodeKind;
  readonly level: number;
  readonly scale: number;
  /** How many. */
  readonly count: number;
}

/** One plan as the client sees it: how to encrypt, what comes back, what that discloses. */
export interface PlanSummary {
  readonly name: string;
  readonly layout: Packing["kind"];
  readonly parameters: ContractParameters;
  readonly packing: Packing;
  /** Level and scale of every ciphertext of a request. */
  readonly input: { readonly level: number; readonly scale: number };
  /** A public key alone travels in the request, one-time; with evaluation keys it belongs to a key set on the server. */
  readonly keys: KeyList;
  readonly response: ResponseSummary;
  readonly precision: PrecisionPromise;
  readonly protection: ProtectionSummary;
  readonly nodes: readonly NodeSummary[];
}

/** What the response holds; the client never takes these from the response itself. */
export interface ResponseSummary {
  /** 1 with all outputs at `positions`, or one for each output. */
  readonly results: number;
  /** Parts of the ciphertexts that results come from: three after a square. */
  readonly parts: 2 | 3;
  readonly level: number;
  /** Scale after truncation, if there is one. */
  readonly scale: number;
  readonly modulusBits: number | null;
  /** Coefficients of each result that leave: those that carry outputs, in the order of rows and then outputs, or all. */
  readonly positions: ReleasedPositions;
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
  /** Rows that one request answers at most. */
  readonly answersPerRequest: number;
}
