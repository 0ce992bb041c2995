// Sine and cosine on [0, pi/4] by the polynomials of fdlibm (k_sin.c, k_cos.c): below one ulp, and the index is folded
// into that range in integers, so nothing is lost to argument reduction.

function sineNearZero(x: f64): f64 {
  const z = x * x;
  const r =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x + z * x * (-0.16666666666666632 + z * r);
}

function cosineNearZero(x: f64): f64 {
  const z = x * x;
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (2.480158728947673e-5 +
              z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  const half = 0.5 * z;
  const w = 1.0 - half;
  return w + (1.0 - w - half + z * r);
}

/** Stores exp(2 pi i k / order) as (re, im); order a power of two from 8, k in [0, order). */
export function rootOfUnity(to: usize, k: u32, order: u32): void {
  const eighth = order >> 3;
  const octant = k / eighth;
  const rest = k & (eighth - 1);
  // Odd octants run backwards from the next multiple of pi/4 ... with sine and cosine swapped.
  const x = (<f64>(octant & 1 ? eighth - rest : rest) * Math.PI) / <f64>(order >> 1);
  const s = sineNearZero(x);
  const c = cosineNearZero(x);
  const swap = (octant + 1) & 2;
  const re = swap ? s : c;
  const im = swap ? c : s;
  store<f64>(to, octant >= 2 && octant < 6 ? -re : re);
  store<f64>(to, octant >= 4 ? -im : im, 8);
}
