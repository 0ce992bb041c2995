// The modulus record: layout in src/engine/kernel-exports.ts. Words 13 to 15 are ours:
// 13 floor(2^32 / q), the Shoup quotient of 1 · 14 floor(2^(31+L) / q), L the bit length of q ·
// 15 the Shoup quotient of 2^32 mod q.

export function modQ(m: usize): u32 {
  return load<u32>(m);
}
export function modN(m: usize): i32 {
  return load<i32>(m, 8);
}
export function modLogN(m: usize): i32 {
  return load<i32>(m, 12);
}
export function modInverseN(m: usize): u32 {
  return load<u32>(m, 28);
}
export function modRoots(m: usize): usize {
  return load<u32>(m, 36);
}
export function modRootQuotients(m: usize): usize {
  return load<u32>(m, 40);
}
export function modInverseRoots(m: usize): usize {
  return load<u32>(m, 44);
}
export function modInverseRootQuotients(m: usize): usize {
  return load<u32>(m, 48);
}
// The same words in every lane. Loads and not splats: see `pinned` in lanes.ts.

export function qLanes(m: usize): v128 {
  return v128.load32_splat(m);
}
export function twoQLanes(m: usize): v128 {
  return v128.load32_splat(m, 4);
}
export function negatedInverseLanes(m: usize): v128 {
  return v128.load32_splat(m, 16);
}
export function r32Lanes(m: usize): v128 {
  return v128.load32_splat(m, 20);
}
export function r64Lanes(m: usize): v128 {
  return v128.load32_splat(m, 24);
}
export function inverseNLanes(m: usize): v128 {
  return v128.load32_splat(m, 28);
}
export function inverseNQuotientLanes(m: usize): v128 {
  return v128.load32_splat(m, 32);
}
export function oneQuotientLanes(m: usize): v128 {
  return v128.load32_splat(m, 52);
}
export function barrettLanes(m: usize): v128 {
  return v128.load32_splat(m, 56);
}
export function r32QuotientLanes(m: usize): v128 {
  return v128.load32_splat(m, 60);
}

/** floor(w 2^32 / q), w reduced. */
export function shoupQuotient(w: u32, q: u32): u32 {
  return <u32>(((<u64>w) << 32) / q);
}

/** a * b mod q for any 32-bit a and b; by division, for tables and constants alone. */
export function mulMod(a: u32, b: u32, q: u32): u32 {
  return <u32>((<u64>a * <u64>b) % q);
}

export function powMod(base: u32, exponent: u32, q: u32): u32 {
  let result: u32 = 1;
  let square = base;
  for (let e = exponent; e > 0; e >>= 1) {
    if (e & 1) result = mulMod(result, square, q);
    square = mulMod(square, square, q);
  }
  return result;
}

/** -q^-1 mod 2^32 for odd q: each Newton step doubles the correct low bits, from 3. */
function negatedInverse(q: u32): u32 {
  let x: u32 = q;
  for (let i = 0; i < 4; i++) x = x * (2 - q * x);
  return 0 - x;
}

/** n^-1 mod q by halving 1 log2 n times. */
function inversePowerOfTwo(logN: i32, q: u32): u32 {
  let x: u32 = 1;
  for (let i = 0; i < logN; i++) x = (x & 1 ? x + q : x) >> 1;
  return x;
}

export function initModulus(m: usize, q: u32, n: u32): void {
  const logN = ctz(n);
  const r32 = <u32>(((<u64>1) << 32) % q);
  const inverseN = inversePowerOfTwo(logN, q);
  const bitLength: u64 = 32 - clz(q);
  store<u32>(m, q);
  store<u32>(m, 2 * q, 4);
  store<u32>(m, n, 8);
  store<u32>(m, logN, 12);
  store<u32>(m, negatedInverse(q), 16);
  store<u32>(m, r32, 20);
  store<u32>(m, mulMod(r32, r32, q), 24);
  store<u32>(m, inverseN, 28);
  store<u32>(m, shoupQuotient(inverseN, q), 32);
  store<u32>(m, <u32>(((<u64>1) << 32) / q), 52);
  store<u32>(m, <u32>(((<u64>1) << (31 + bitLength)) / q), 56);
  store<u32>(m, shoupQuotient(r32, q), 60);
}
