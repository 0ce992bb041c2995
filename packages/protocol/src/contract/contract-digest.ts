import { sha256, toHex } from "@velum/ckks";
import { canonicalJson, type Json } from "../canonical-json.ts";
import type { Contract, ContractDigest } from "./contract.ts";

/** The canonical bytes of a contract: what travels, what is pinned, what the digest is taken of. */
export const contractBytes = (contract: Contract): Uint8Array =>
  new TextEncoder().encode(canonicalJson(contract as unknown as Json));

const LABEL = new TextEncoder().encode("velum/contract/1\0");

/** SHA-256 of the label "velum/contract/1", a zero byte, and the contract's canonical bytes. */
export const contractDigest = (bytes: Uint8Array): ContractDigest => toHex(sha256(LABEL, bytes)) as ContractDigest;
