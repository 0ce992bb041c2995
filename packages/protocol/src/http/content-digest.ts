import { sha256 } from "@velum/ckks";

/** Header name of RFC 9530, section 2. */
export const CONTENT_DIGEST = "content-digest";

/**
 * The header's value for a body: its SHA-256. It finds what was cut off or changed on the way, before anything is read.
 * @example contentDigest(new Uint8Array()) // "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
 */
export const contentDigest = (body: Uint8Array): string => `sha-256=:${base64(sha256(body))}:`;

/**
 * Whether a header belongs to a body. A header without SHA-256 says nothing that is known here, and none is none.
 * @returns false where the digest is another's, or the header is no dictionary of byte sequences (RFC 9651)
 */
export function matchesContentDigest(header: string | null | undefined, body: Uint8Array): boolean {
  if (header === null || header === undefined) return true;
  const members = header
    .split(",")
    .map((member) => /^\s*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):\s*$/.exec(member));
  if (members.some((member) => member === null)) return false;
  // Of a name that comes twice, the last one counts.
  const given = members.findLast((member) => member![1] === "sha-256")?.[2];
  return given === undefined || given === base64(sha256(body));
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
