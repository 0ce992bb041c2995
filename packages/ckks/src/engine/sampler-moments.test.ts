import { beforeEach, expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { stepWords } from "../../reference/samplers.ts";

// Fixed keys: the draws are the same in every run, so a bound of six standard errors never fails by chance.
const memory = await KernelMemory.create();
const { kernels } = memory;
const key = Uint8Array.from({ length: 32 }, (_, i) => 11 * i + 3);
const n = 32768;
beforeEach(() => memory.reset());

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const moment = (values: readonly number[], order: number): number => mean(values.map((x) => x ** order));

test("ternary: thirds", () => {
  const out = memory.allocate(4 * n);
  kernels.sampleTernary(out, memory.putBytes(key), n);
  const values = memory.signed(out, n);
  for (const x of [-1, 0, 1]) {
    const share = values.filter((v) => v === x).length / n;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(6 * Math.sqrt(2 / 9 / n));
  }
});

test("binomial: mean 0, variance 10.5, fourth moment of 42 fair bits, within 21", () => {
  const out = memory.allocate(4 * n);
  kernels.sampleBinomial(out, memory.putBytes(key), n);
  const values = Array.from(memory.signed(out, n));
  expect(Math.abs(mean(values))).toBeLessThan(6 * Math.sqrt(10.5 / n));
  expect(Math.abs(moment(values, 2) / 10.5 - 1)).toBeLessThan(6 * Math.sqrt(2 / n));
  // A sum of 42 signs of 1/2: kurtosis 3 - 2/42.
  expect(Math.abs(moment(values, 4) / 10.5 ** 2 - (3 - 2 / 42))).toBeLessThan(6 * Math.sqrt(96 / n));
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(21);
});

test("uniform: chi-square over 64 bins", () => {
  const q = 1073692673;
  const out = memory.allocate(4 * n);
  kernels.sampleUniform(out, memory.putBytes(key), n, q);
  const bins = new Array<number>(64).fill(0);
  for (const x of memory.words(out, n)) bins[Math.floor((64 * x) / q)]!++;
  const chi = bins.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
  expect(Math.abs(chi - 63)).toBeLessThan(6 * Math.sqrt(2 * 63));
});

test.each([
  [28, 1],
  [40, 0.75],
  [62, 0.5],
  [78, 0.99],
])("wide, %i bits, a step of 2^bits times %f: variance, tails, and low 12 bits uniform (A7)", (bits, share) => {
  const step = share * 2 ** bits;
  const out = memory.allocate(16 * n);
  kernels.sampleWide(out, memory.putBytes(key), n, bits, ...stepWords(BigInt(step)));
  const wide = memory.wide(out, n);
  const deviation = 2 ** bits * Math.sqrt(8 * share ** 2 + 1 / 12);
  const values = wide.map((x) => Number(x) / deviation);
  expect(Math.abs(mean(values))).toBeLessThan(6 / Math.sqrt(n));
  expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(6 * Math.sqrt(2 / n));
  // Fourth cumulants add: -32/8 of the coins, -1/120 of the uniform integer. And nothing beyond its support.
  const kurtosis = 3 - (4 * share ** 4 + 1 / 120) / (8 * share ** 2 + 1 / 12) ** 2;
  expect(Math.abs(moment(values, 4) - kurtosis)).toBeLessThan(6 * Math.sqrt(96 / n));
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual((16 * step + 2 ** (bits - 1)) / deviation);
  // The normal share beyond two deviations is 4.55 %; the sum comes within half a percent of it.
  const beyond = values.filter((x) => Math.abs(x) > 2).length / n;
  expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.006);

  const bins = new Array<number>(4096).fill(0);
  for (const x of wide) bins[Number(BigInt.asUintN(12, x))]!++;
  const chi = bins.reduce((sum, count) => sum + (count - n / 4096) ** 2 / (n / 4096), 0);
  expect(Math.abs(chi - 4095)).toBeLessThan(6 * Math.sqrt(2 * 4095));
});
