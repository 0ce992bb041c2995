/** What anyone who carries a request can read of it. */
export interface OpenFields {
  readonly requestId: string;
  readonly parameters: string;
  readonly contract: string;
  readonly plan: string;
  readonly rows: number;
  readonly chunk: number;
  readonly ciphertexts: number;
}

/** The fields of a request frame, at the places of docs/formats.md. */
export function readOpenFields(request: Uint8Array): OpenFields {
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  const hex = (from: number, bytes: number): string => hexText(request.subarray(from, from + bytes));
  return Object.freeze({
    requestId: hex(40, 16),
    parameters: hex(8, 32),
    contract: hex(56, 32),
    plan: new TextDecoder().decode(request.subarray(89, 89 + request[88]!)),
    rows: view.getUint32(136, true),
    chunk: view.getUint32(140, true),
    ciphertexts: view.getUint32(144, true),
  });
}

/** Two digits a byte. */
export const hexText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
