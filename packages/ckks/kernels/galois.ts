import { addLanes, pinned } from "./lanes";
import { bitReverse } from "./ntt-tables";

export function galoisTable(table: usize, g: u32, n: u32): void {
  const bits: i32 = ctz(n);
  const mask = 2 * n - 1;
  for (let i: u32 = 0; i < n; i++) {
    // f(X^g) at psi^e is f at psi^(g e).
    const exponent = (g * (2 * bitReverse(i, bits) + 1)) & mask;
    store<u32>(table + (i << 2), bitReverse(exponent >> 1, bits));
  }
}

/** Four values from the places that the table names. */
function gather(a: usize, table: usize): v128 {
  let x = v128.load32_zero(a + (load<u32>(table) << 2));
  x = v128.load_lane<u32>(a + (load<u32>(table, 4) << 2), x, 1);
  x = v128.load_lane<u32>(a + (load<u32>(table, 8) << 2), x, 2);
  return v128.load_lane<u32>(a + (load<u32>(table, 12) << 2), x, 3);
}

export function permute(out: usize, a: usize, table: usize, n: i32): void {
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) v128.store(out + i, gather(a, table + i));
}

export function permuteAdd(out: usize, a: usize, table: usize, n: i32, q: u32): void {
  const Q = pinned(q);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, addLanes(v128.load(out + i), gather(a, table + i), Q));
  }
}

export function automorphism(out: usize, a: usize, g: u32, n: u32, q: u32): void {
  const mask = 2 * n - 1;
  let to: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const x = load<u32>(a + (i << 2));
    // No branch and no select on the value: secret keys pass here (finding C9).
    const negated = (q - x) & (0 - u32(x !== 0));
    const wrapped = 0 - ((to >> ctz(n)) & 1);
    store<u32>(out + ((to & (n - 1)) << 2), (negated & wrapped) | (x & ~wrapped));
    to = (to + g) & mask;
  }
}
