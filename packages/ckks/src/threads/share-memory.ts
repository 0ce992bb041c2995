/** Section number of imports, and kind of an imported memory, in the WebAssembly binary format, sections 5.5.5 and 5.5.2. */
const IMPORT_SECTION = 2;
const MEMORY = 2;
/** Bits of a memory's limits: a maximum is stated; the memory is shared (threads proposal). */
const [HAS_MAXIMUM, SHARED] = [1, 2] as const;
const HEADER_BYTES = 8;

/**
 * The same module for a shared memory: the one import of the kernels with its flag of limits set. Code does not change, since kernels use no
 * atomic operation; and a second build would double what every client loads.
 * @param module - kernels that import one memory, first, with a maximum
 */
export function shareMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(module);
  let at = HEADER_BYTES;
  for (; out[at] !== IMPORT_SECTION; at = skipSection(out, at));
  const [, start] = readNumber(out, at + 1);
  const [, afterCount] = readNumber(out, start);
  const kind = skipName(out, skipName(out, afterCount));
  const flags = out[kind + 1]!;
  if (out[kind] !== MEMORY || flags !== HAS_MAXIMUM) throw new Error("the kernels import no memory with a maximum");
  out[kind + 1] = flags | SHARED;
  return out;
}

function skipSection(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) throw new Error("the kernels import nothing");
  const [length, start] = readNumber(bytes, at + 1);
  return start + length;
}

function skipName(bytes: Uint8Array, at: number): number {
  const [length, start] = readNumber(bytes, at);
  return start + length;
}

/** An unsigned LEB128 number, and where it ends. */
function readNumber(bytes: Uint8Array, from: number): readonly [value: number, end: number] {
  let [value, shift, at] = [0, 0, from];
  for (; bytes[at]! >= 128; at++, shift += 7) value += (bytes[at]! - 128) * 2 ** shift;
  return [value + bytes[at]! * 2 ** shift, at + 1];
}
