import { limitBits } from "@velum/ckks";
import type { ContractParameters } from "./contract.ts";

/** How far the parameters of a contract are from the published limit. */
export interface SecurityMargin {
  /** log2 of the product of all primes, special ones included. */
  readonly totalBits: number;
  /** The most that the table which is compiled in allows at this ring degree, for 128 bits classical with a ternary secret. */
  readonly limitBits: number;
  /** `limitBits - totalBits`. */
  readonly spareBits: number;
}

/**
 * The margin by the reader's own table, never by what the contract says of itself (B5).
 * @param parameters - of a contract that was read: its ring degree is one of the table's
 * @example securityMargin(contract.plans[0].parameters).spareBits // 1.009
 */
export function securityMargin({ ringDegree, primes, specialPrimes }: ContractParameters): SecurityMargin {
  const totalBits = [...primes, ...specialPrimes].reduce((bits, q) => bits + Math.log2(q), 0);
  const limit = limitBits(ringDegree) ?? 0;
  return Object.freeze({ totalBits, limitBits: limit, spareBits: limit - totalBits });
}
