export function pack(out: usize, a: usize, n: i32, bits: i32): void {
  let filled = 0;
  let pending: u64 = 0;
  let to = out;
  const mask = <u32>(((<u64>1) << bits) - 1);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 4) {
    pending |= (<u64>(load<u32>(a + i) & mask)) << filled;
    filled += bits;
    while (filled >= 8) {
      store<u8>(to++, <u8>pending);
      pending >>= 8;
      filled -= 8;
    }
  }
}

export function unpack(out: usize, bytes: usize, n: i32, bits: i32): void {
  let filled = 0;
  let pending: u64 = 0;
  let from = bytes;
  const mask = <u32>(((<u64>1) << bits) - 1);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 4) {
    while (filled < bits) {
      pending |= (<u64>load<u8>(from++)) << filled;
      filled += 8;
    }
    store<u32>(out + i, <u32>pending & mask);
    pending >>= bits;
    filled -= bits;
  }
}
