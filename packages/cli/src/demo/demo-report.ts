import type { PlanReport } from "@velum/compiler";
import type { PlanSummary } from "@velum/protocol";
import type { HeartDemo } from "./heart-bundle.ts";
import { median } from "./median.ts";

/** Largest difference of a logit that the demonstration lets pass: the contract's promise. */
export const MAX_LOGIT_DIFFERENCE = 4e-3;

/** One patient, asked in the clear and encrypted. */
export interface PatientRow {
  /** Line of the patient in the data, counted from 1 without the header. */
  readonly patient: number;
  /** Probability of the model in the clear. */
  readonly clear: number;
  /** Probability from the decrypted answer. */
  readonly encrypted: number;
  /** `encrypted - clear`. */
  readonly difference: number;
  /** The same of the logits, which the promise is about. */
  readonly logitDifference: number;
  readonly label: string;
  readonly sameLabel: boolean;
  readonly milliseconds: Milliseconds;
  readonly bytes: { readonly request: number; readonly response: number };
}

/** Times of one question, or medians over all. */
export type Milliseconds = { readonly [part in "keygen" | "encrypt" | "server" | "roundTrip" | "decrypt"]: number };

/** What is known before the first question. */
export interface DemoHead {
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly title: string;
    readonly features: number;
    readonly trainedOn: number;
    readonly heldOut: number;
  };
  readonly plan: Pick<PlanSummary, "name" | "layout" | "precision" | "protection">;
  readonly parameters: PlanReport["parameters"] & { readonly digest: string };
  /** `page` is the page's address with its token, null where none is served. */
  readonly server: { readonly url: string; readonly pid: number; readonly page: string | null };
}

/** What `velum demo --json` prints. */
export interface DemoReport extends DemoHead {
  readonly rows: readonly PatientRow[];
  /** Medians. */
  readonly milliseconds: Milliseconds;
  /** Lengths of the frames, the same for every question. */
  readonly bytes: { readonly request: number; readonly response: number; readonly stored: number };
  readonly agrees: boolean;
}

/** The first half of the document. */
export function createHead({ model, compilation }: HeartDemo, { url, pid, page }: DemoHead["server"]): DemoHead {
  const { contract, report } = compilation;
  const { name, layout, precision, protection, parameters } = contract.plans[0]!;
  const { version, title, schema } = contract;
  const { train, test } = model.split;
  return {
    model: {
      name: contract.name,
      version,
      title,
      features: schema.features.length,
      trainedOn: train.length,
      heldOut: test.length,
    },
    plan: { name, layout, precision, protection },
    parameters: { ...report.plans[0]!.parameters, digest: parameters.digest },
    server: { url, pid, page },
  };
}

/** The whole document. */
export function createReport(head: DemoHead, rows: readonly PatientRow[]): DemoReport {
  const medianOf = (part: keyof Milliseconds): number => median(rows.map(({ milliseconds }) => milliseconds[part]));
  return {
    ...head,
    rows,
    milliseconds: {
      keygen: medianOf("keygen"),
      encrypt: medianOf("encrypt"),
      server: medianOf("server"),
      roundTrip: medianOf("roundTrip"),
      decrypt: medianOf("decrypt"),
    },
    bytes: {
      request: Math.max(...rows.map(({ bytes }) => bytes.request)),
      response: Math.max(...rows.map(({ bytes }) => bytes.response)),
      // Keys are one-time and travel with the question: the server has no place to keep anything.
      stored: 0,
    },
    agrees: rows.every(isAsPromised),
  };
}

/** Same label, and a logit within the promise. */
const isAsPromised = ({ sameLabel, logitDifference }: PatientRow): boolean =>
  sameLabel && Math.abs(logitDifference) <= MAX_LOGIT_DIFFERENCE;
