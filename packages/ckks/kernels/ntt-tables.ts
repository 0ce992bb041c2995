import { modLogN, modN, modQ, mulMod, powMod, shoupQuotient } from "./modulus";

/** Reverses the low `bits` bits of i; bits from 1 to 32. */
export function bitReverse(i: u32, bits: i32): u32 {
  let x = i;
  x = ((x >> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  return bswap(x) >> (32 - bits);
}

/** Powers of psi at bit-reversed places, and their Shoup quotients. */
function fillTable(roots: usize, quotients: usize, psi: u32, q: u32, n: i32, logN: i32): void {
  let power: u32 = 1;
  for (let i = 0; i < n; i++) {
    const at: usize = bitReverse(i, logN) << 2;
    store<u32>(roots + at, power);
    store<u32>(quotients + at, shoupQuotient(power, q));
    power = mulMod(power, psi, q);
  }
}

export function initNtt(m: usize, tables: usize, psi: u32): void {
  const q = modQ(m);
  const n = modN(m);
  const logN = modLogN(m);
  const bytes: usize = n << 2;
  for (let k = 0; k < 4; k++) store<u32>(m + (k << 2), tables + k * bytes, 36);
  fillTable(tables, tables + bytes, psi, q, n, logN);
  // psi has order 2n.
  fillTable(tables + 2 * bytes, tables + 3 * bytes, powMod(psi, 2 * n - 1, q), q, n, logN);
}
