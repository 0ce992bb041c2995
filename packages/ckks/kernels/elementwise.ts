import { addLanes, mulShoup, pinned, subLanes } from "./lanes";

export function add(out: usize, a: usize, b: usize, n: i32, q: u32): void {
  const Q = pinned(q);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, addLanes(v128.load(a + i), v128.load(b + i), Q));
  }
}

export function sub(out: usize, a: usize, b: usize, n: i32, q: u32): void {
  const Q = pinned(q);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, subLanes(v128.load(a + i), v128.load(b + i), Q));
  }
}

export function negate(out: usize, a: usize, n: i32, q: u32): void {
  const Q = pinned(q);
  const zero = i32x4.splat(0);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, subLanes(zero, v128.load(a + i), Q));
  }
}

export function addScalar(out: usize, a: usize, w: u32, n: i32, q: u32): void {
  const Q = pinned(q);
  const W = pinned(w);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, addLanes(v128.load(a + i), W, Q));
  }
}

export function multiplyFixed(out: usize, a: usize, w: usize, quotients: usize, n: i32, q: u32): void {
  const Q = pinned(q);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, mulShoup(v128.load(a + i), v128.load(w + i), v128.load(quotients + i), Q));
  }
}

export function multiplyScalar(out: usize, a: usize, w: u32, quotient: u32, n: i32, q: u32): void {
  const Q = pinned(q);
  const W = pinned(w);
  const WS = pinned(quotient);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, mulShoup(v128.load(a + i), W, WS, Q));
  }
}

export function multiplyScalarAdd(out: usize, a: usize, w: u32, quotient: u32, n: i32, q: u32): void {
  const Q = pinned(q);
  const W = pinned(w);
  const WS = pinned(quotient);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, addLanes(v128.load(out + i), mulShoup(v128.load(a + i), W, WS, Q), Q));
  }
}

export function subMultiplyScalar(out: usize, a: usize, b: usize, w: u32, quotient: u32, n: i32, q: u32): void {
  const Q = pinned(q);
  const W = pinned(w);
  const WS = pinned(quotient);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    // a - b + q lies in (0, 2q): the product takes any 32-bit value, so one correction is enough.
    const d = i32x4.add(i32x4.sub(v128.load(a + i), v128.load(b + i)), Q);
    v128.store(out + i, mulShoup(d, W, WS, Q));
  }
}

export function signedToResidues(out: usize, a: usize, n: i32, q: u32): void {
  const Q = pinned(q);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    // A negative lane is huge as an unsigned one, so the minimum takes a + q for it and a otherwise.
    const x = v128.load(a + i);
    v128.store(out + i, i32x4.min_u(x, i32x4.add(x, Q)));
  }
}

export function allBelow(a: usize, n: i32, q: u32): i32 {
  const Q = pinned(q);
  let above = i32x4.splat(0);
  for (let p = a, end: usize = a + (n << 2); p < end; p += 16) {
    above = v128.or(above, i32x4.ge_u(v128.load(p), Q));
  }
  return v128.any_true(above) ? 0 : 1;
}

export function allZero(a: usize, n: i32): i32 {
  let any = i32x4.splat(0);
  for (let p = a, end: usize = a + (n << 2); p < end; p += 16) any = v128.or(any, v128.load(p));
  return v128.any_true(any) ? 0 : 1;
}

export function copy(out: usize, a: usize, bytes: i32): void {
  memory.copy(out, a, bytes);
}

export function wipe(a: usize, bytes: i32): void {
  memory.fill(a, 0, bytes);
}
