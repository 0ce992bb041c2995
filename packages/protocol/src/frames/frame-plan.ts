import type { PlanSummary } from "../contract/contract.ts";

/** What frames need to know of a plan; every `PlanSummary` of a contract is one. */
export type FramePlan = Pick<PlanSummary, "name" | "packing" | "input" | "keys" | "response">;

/** Parts of the ciphertexts of a request. */
export const REQUEST_PARTS = 2;

/** Requests of one batch are numbered below this. */
export const MAX_CHUNKS = 65536;
