import { mulHigh, pinned, reduceOnce } from "./lanes";
import { modQ, oneQuotientLanes } from "./modulus";

export function centredLift(out: usize, a: usize, n: i32, q: u32, m2: usize): void {
  const q2 = modQ(m2);
  const Q = pinned(q);
  const Q2 = pinned(q2);
  const half = pinned(q >> 1);
  if (q >> 1 < q2) {
    for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
      const x = v128.load(a + i);
      const centred = i32x4.sub(x, v128.and(i32x4.gt_s(x, half), Q));
      v128.store(out + i, i32x4.min_u(centred, i32x4.add(centred, Q2)));
    }
    return;
  }
  // The first multiple of q2 from 2^29 makes every centred value positive; below 2^31 the quotient of one reduces it.
  const offset = pinned(q2 * ((0x1fffffff + q2) / q2));
  const one = oneQuotientLanes(m2);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    const x = v128.load(a + i);
    const positive = i32x4.add(i32x4.sub(x, v128.and(i32x4.gt_s(x, half), Q)), offset);
    v128.store(out + i, reduceOnce(i32x4.sub(positive, i32x4.mul(mulHigh(positive, one), Q2)), Q2));
  }
}
