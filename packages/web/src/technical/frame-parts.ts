import type { PlanSummary } from "@velum/protocol";

/** What a stretch of a frame is to someone who reads it. */
export type PartKind =
  /** Readable: names, counts, digests. */
  | "open"
  /** Random bytes that expand to the uniform half of a key or ciphertext. */
  | "seed"
  /** Residues of a public key or a ciphertext. */
  | "encrypted"
  /** SHA-256 of everything before it. */
  | "digest";

/** A stretch of a frame, `from` to `to` less one. */
export interface FramePart {
  readonly kind: PartKind;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Sizes of docs/formats.md. */
const HEADER = 40;
const REQUEST_FIELDS = 120;
const RESPONSE_FIELDS = 184;
const SEED = 32;
const DIGEST = 32;

type SizedPlan = Pick<PlanSummary, "parameters" | "input" | "keys" | "response" | "packing">;
type Piece = readonly [kind: PartKind, name: string, bytes: number];

/** Where everything lies in a request of this plan. */
export function requestParts(plan: SizedPlan): readonly FramePart[] {
  const { keys, input, packing } = plan;
  const needsKeySet = keys.relinearization !== null || keys.rotations.length > 0;
  const key: readonly Piece[] = needsKeySet
    ? [["open", "id of the key set", SEED]]
    : [
        ["seed", "seed of the one-time public key", SEED],
        ["encrypted", "one-time public key", polyBytes(plan, keys.publicKeyLevel)],
      ];
  const count = packing.kind === "columns" ? packing.features : 1;
  const ciphertexts = Array.from({ length: count }, (_, i): readonly Piece[] => {
    const which = count === 1 ? "ciphertext" : `ciphertext ${i + 1} of ${count}`;
    return [
      ["seed", `seed of the ${which}`, SEED],
      ["encrypted", which, polyBytes(plan, input.level)],
    ];
  }).flat();
  return inOrder([
    ["open", "header", HEADER],
    ["open", "fields", REQUEST_FIELDS],
    ...key,
    ...ciphertexts,
    ["digest", "digest", DIGEST],
  ]);
}

/** Where everything lies in a response of this plan. */
export function responseParts(plan: SizedPlan): readonly FramePart[] {
  const { ringDegree } = plan.parameters;
  const { results, parts, level, modulusBits, positions } = plan.response;
  const bits = modulusBits ?? modulusBitsOf(plan, level);
  const count = positions === "all" ? ringDegree : Math.ceil(positions.length / 8) * 8;
  const each = Array.from({ length: results }, (_, i): readonly Piece[] => {
    const which = results === 1 ? "" : `, result ${i + 1} of ${results}`;
    return [
      ["encrypted", `released coefficients${which}`, (count * bits) / 8],
      ["encrypted", `mask${which}`, ((parts - 1) * ringDegree * bits) / 8],
    ];
  }).flat();
  return inOrder([
    ["open", "header", HEADER],
    ["open", "fields", RESPONSE_FIELDS],
    ...each,
    ["digest", "digest", DIGEST],
  ]);
}

const polyBytes = (plan: SizedPlan, level: number): number =>
  (plan.parameters.ringDegree * modulusBitsOf(plan, level)) / 8;

/** Each residue takes as many whole bits as its prime. */
const modulusBitsOf = ({ parameters: { primes } }: SizedPlan, level: number): number =>
  primes.slice(0, level + 1).reduce((bits, q) => bits + Math.floor(Math.log2(q)) + 1, 0);

function inOrder(pieces: readonly Piece[]): readonly FramePart[] {
  let from = 0;
  return Object.freeze(
    pieces.map(([kind, name, bytes]) => {
      const part = { kind, name, from, to: from + bytes };
      from = part.to;
      return Object.freeze(part);
    }),
  );
}
