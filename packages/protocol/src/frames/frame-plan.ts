import type { PlanSummary } from "../contract/contract.ts";

/** What frames need to know of a plan; every `PlanSummary` of a contract is one. */
export type FramePlan = Pick<PlanSummary, "name" | "packing" | "input" | "keys" | "response">;

/** Ciphertexts of a request of a `dot` plan: all rows share one. */
export const DOT_CIPHERTEXTS = 1;

/** Parts of the ciphertexts that travel, either way: no plan sends a product that was not relinearized. */
export const PARTS = 2;

/** Requests of one batch are numbered below this. */
export const MAX_CHUNKS = 65536;
