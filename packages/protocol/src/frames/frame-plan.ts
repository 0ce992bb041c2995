import type { PlanSummary } from "../contract/contract.ts";

/** What frames need to know of a plan; every `PlanSummary` of a contract is one. */
export type FramePlan = Pick<PlanSummary, "name" | "packing" | "input" | "keys" | "response">;

/** Parts of the ciphertexts of a request. */
export const REQUEST_PARTS = 2;

/** Form of a request's keys: the id of a key set, in place of a public key with its seed (form 1). */
export const KEY_SET_FORM = 2;

/** Bytes of a key set's id. */
export const KEY_SET_ID_BYTES = 32;

/** Requests of one batch are numbered below this. */
export const MAX_CHUNKS = 65536;
