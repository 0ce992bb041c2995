import type { PlanSummary } from "@velum/protocol";

/** What may be claimed, word for word as in docs/threat-model.md. Nothing on this page says more. */
export const CLAIMS: readonly string[] = Object.freeze([
  "The server computes on encrypted inputs and never receives a decryption key. What a passive or curious server learns is metadata: account, key-set id, model, plan, number of rows, sizes and times.",
  "Input confidentiality rests on RLWE with uniform ternary secrets, at the 128-bit classical level of the 2024 security guideline; plans with rotation or relinearization keys also assume circular security. Uniform parts are expanded from public seeds by ChaCha20, modelled as a random function.",
  "Single-row and subring responses are re-randomised and flooded: under Hint-RLWE (for crafted keys: RLWE with as many bits of leakage on the mask), a response tells a client at most b bits for each released value (b is in the report); we know of no way to read weights from ciphertext structure.",
  "`columns` responses give the same protection against clients whose public key is well formed. Answers themselves reveal the model: n effective parameters are determined by about n answers, and one batch can hold that many.",
  "`strong` adds 40-bit statistical flooding per value for honestly generated inputs; the report states what remains after your number of answers.",
  "Results are for the holder of the key. Give them to anyone who can see or influence the ciphertexts only if they came from a one-time key that is not used again, and know that the result itself is then disclosed.",
  "With the pinned npm client or `velum ui`, the server cannot change the code that encrypts. A page served by the server you do not trust protects you from its logs, backups and storage, not from a change of that page.",
  "Response checks detect mix-ups and corruption. They do not prove that the right model was computed.",
  "Secrets are wiped on a best-effort basis; sampling is written without secret-dependent branches; engines do not guarantee constant time. A compromised page, extension or machine is out of scope.",
  "This can support obligations under GDPR Articles 25 and 32 and a HIPAA risk analysis. It does not make data anonymous or replace a legal basis, a DPIA or a contract.",
]);

/** A claim, and whether it is about this plan. */
export interface Claim {
  readonly number: number;
  readonly text: string;
  readonly applies: boolean;
}

/** Claims 3 to 5 are about some plans alone. */
export function claimsFor({ protection, layout }: Pick<PlanSummary, "protection" | "layout">): readonly Claim[] {
  const applies: Readonly<Record<number, boolean>> = {
    3: protection.modelPrivacy === "any-key",
    4: layout === "columns",
    5: protection.level === "strong",
  };
  return CLAIMS.map((text, i) => ({ number: i + 1, text, applies: applies[i + 1] ?? true }));
}
