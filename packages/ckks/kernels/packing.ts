// Eight values of any width are a whole number of bytes. Inside such a group, a pair of values goes through one 64-bit
// word: at bit 2 bits k, so at most 6 bits above a byte, which leaves room for pairs of up to 30 bits. 3 times (pack) and
// 6 times (unpack) as fast as byte by byte.

/** Byte by byte, for widths without room and for the last values, where a 64-bit access would leave the bytes. */
function packSlowly(out: usize, a: usize, n: i32, bits: i32): void {
  const mask: u64 = ((<u64>1) << bits) - 1;
  let pending: u64 = 0;
  let filled = 0;
  let to = out;
  for (let p = a, end: usize = a + (n << 2); p < end; p += 4) {
    pending |= (load<u32>(p) & mask) << filled;
    for (filled += bits; filled >= 8; filled -= 8) {
      store<u8>(to++, <u8>pending);
      pending >>= 8;
    }
  }
}

function unpackSlowly(out: usize, bytes: usize, n: i32, bits: i32): void {
  const mask: u64 = ((<u64>1) << bits) - 1;
  let pending: u64 = 0;
  let filled = 0;
  let from = bytes;
  for (let p = out, end: usize = out + (n << 2); p < end; p += 4) {
    for (; filled < bits; filled += 8) pending |= (<u64>load<u8>(from++)) << filled;
    store<u32>(p, <u32>(pending & mask));
    pending >>= bits;
    filled -= bits;
  }
}

/** Groups of eight that may use 64-bit accesses: the last of them stays inside `n` values. */
function quickGroups(n: i32, bits: i32): i32 {
  const groups = n >> 3;
  const pairFits = bits >= 3 && bits <= 30;
  // The last access of a group starts in its last quarter and takes 8 bytes.
  return pairFits ? max(0, groups - (7 + bits) / bits) : 0;
}

export function pack(out: usize, a: usize, n: i32, bits: i32): void {
  if (bits === 32) {
    memory.copy(out, a, n << 2);
    return;
  }
  const groups = quickGroups(n, bits);
  const low: u64 = ((<u64>1) << bits) - 1;
  const high = low << bits;
  const narrow: u64 = 32 - bits;
  const width: u64 = 2 * bits;
  const shift1: u64 = width & 7;
  const shift2: u64 = (2 * width) & 7;
  const shift3: u64 = (3 * width) & 7;
  const at1: usize = <usize>(width >> 3);
  const at2: usize = <usize>(width >> 2);
  const at3: usize = <usize>((3 * width) >> 3);
  let to = out;
  let p = a;
  for (const end: usize = a + (groups << 5); p < end; p += 32, to += bits) {
    let x = load<u64>(p);
    const pair0 = (x & low) | ((x >> narrow) & high);
    x = load<u64>(p, 8);
    const pair1 = (x & low) | ((x >> narrow) & high);
    x = load<u64>(p, 16);
    const pair2 = (x & low) | ((x >> narrow) & high);
    x = load<u64>(p, 24);
    const pair3 = (x & low) | ((x >> narrow) & high);
    store<u64>(to, pair0);
    store<u64>(to + at1, (pair1 << shift1) | (pair0 >> (width - shift1)));
    store<u64>(to + at2, (pair2 << shift2) | (pair1 >> (width - shift2)));
    store<u64>(to + at3, (pair3 << shift3) | (pair2 >> (width - shift3)));
  }
  packSlowly(to, p, n - (groups << 3), bits);
}

export function unpack(out: usize, bytes: usize, n: i32, bits: i32): void {
  if (bits === 32) {
    memory.copy(out, bytes, n << 2);
    return;
  }
  const groups = quickGroups(n, bits);
  const low: u64 = ((<u64>1) << bits) - 1;
  const high = low << 32;
  const narrow: u64 = 32 - bits;
  const width = 2 * bits;
  const shift1: u64 = width & 7;
  const shift2: u64 = (2 * width) & 7;
  const shift3: u64 = (3 * width) & 7;
  const at1: usize = width >> 3;
  const at2: usize = width >> 2;
  const at3: usize = (3 * width) >> 3;
  let from = bytes;
  let p = out;
  for (const end: usize = out + (groups << 5); p < end; p += 32, from += bits) {
    let x = load<u64>(from);
    store<u64>(p, (x & low) | ((x << narrow) & high));
    x = load<u64>(from + at1) >> shift1;
    store<u64>(p, (x & low) | ((x << narrow) & high), 8);
    x = load<u64>(from + at2) >> shift2;
    store<u64>(p, (x & low) | ((x << narrow) & high), 16);
    x = load<u64>(from + at3) >> shift3;
    store<u64>(p, (x & low) | ((x << narrow) & high), 24);
  }
  unpackSlowly(p, from, n - (groups << 3), bits);
}
