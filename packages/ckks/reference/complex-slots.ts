import { words } from "./shapes.ts";

/** Complex slots in the clear. */
export interface Slots {
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
}

type Complex = readonly [re: number, im: number];

function build(count: number, slot: (i: number) => Complex): Slots {
  const [re, im] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) [re[i], im[i]] = slot(i) as [number, number];
  return { re, im };
}

/** Uniform in the square [-1, 1)^2. */
export function randomSlots(count: number, seed: number): Slots {
  const next = words(seed);
  return build(count, () => [next() / 2 ** 31 - 1, next() / 2 ** 31 - 1]);
}

const map2 = (a: Slots, b: Slots, f: (x: Complex, y: Complex) => Complex): Slots =>
  build(a.re.length, (i) => f([a.re[i]!, a.im[i]!], [b.re[i]!, b.im[i]!]));

export const plus = (a: Slots, b: Slots): Slots => map2(a, b, (x, y) => [x[0] + y[0], x[1] + y[1]]);
export const minus = (a: Slots, b: Slots): Slots => map2(a, b, (x, y) => [x[0] - y[0], x[1] - y[1]]);
export const times = (a: Slots, b: Slots): Slots =>
  map2(a, b, (x, y) => [x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]]);
export const conjugate = (a: Slots): Slots => ({ re: a.re, im: a.im.map((x) => -x) });
export const constant = (count: number, value: number): Slots => build(count, () => [value, 0]);

/** Slot i of the result is slot i + steps. */
export const rotate = (a: Slots, steps: number): Slots => {
  const count = a.re.length;
  const from = (i: number): number => (((i + steps) % count) + count) % count;
  return build(count, (i) => [a.re[from(i)]!, a.im[from(i)]!]);
};

/** Real and imaginary parts of a - b, slot by slot. */
export function differences(a: Slots, b: Slots): Float64Array<ArrayBuffer> {
  const { re, im } = minus(a, b);
  return Float64Array.of(...re, ...im);
}

/** The largest |x|: the worst slot. */
export const worst = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Root mean square. */
export const rms = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
