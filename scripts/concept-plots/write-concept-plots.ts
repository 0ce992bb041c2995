import { writeFileSync } from "node:fs";
import { presets } from "@velum/ckks";
import { chart } from "./chart.ts";
import { encryptionErrors, errorByLevel, siluErrors } from "./measure.ts";

// Measures with our own engine and writes the plots of docs/concepts.md:
//   npx tsx --conditions=velum-source scripts/concept-plots/write-concept-plots.ts
const write = (name: string, svg: string): void =>
  writeFileSync(new URL(`../../docs/images/${name}.svg`, import.meta.url), svg);
const power = (exponent: number): string => (exponent === 0 ? "1" : `1e${exponent}`);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const errors = (await encryptionErrors(24)).map((error) => error * 1e6);
const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
const width = (6.2 * deviation) / 48;
const centres = range(0, 47).map((bin) => (bin + 0.5) * width - 3.1 * deviation);
const counts = centres.map((centre) => errors.filter((error) => Math.abs(error - centre) < width / 2).length);
const bell = (x: number): number =>
  ((errors.length * width) / (deviation * Math.sqrt(2 * Math.PI))) * Math.exp((-x * x) / (2 * deviation ** 2));
const most = Math.ceil(Math.max(...counts) / 500) * 500;
const mark = Number((2 * deviation).toPrecision(1));
write(
  "encryption-error",
  chart(
    `What encryption adds to a number: ${errors.length.toLocaleString("en")} values, N = 2048, scale 2^24`,
    { title: "error, in millionths", marks: [-2, -1, 0, 1, 2].map((step) => Number((step * mark).toPrecision(2))) },
    { title: "values", marks: range(0, most / 500).map((step) => 500 * step) },
    [
      { label: "measured", kind: "bars", points: centres.map((x, i) => [x, counts[i]!]) },
      {
        label: "normal, same deviation",
        kind: "line",
        points: range(0, 100).map((i) => [(i / 50 - 1) * 3.1 * deviation, bell((i / 50 - 1) * 3.1 * deviation)]),
      },
    ],
  ),
);

const [deep, wide] = [await errorByLevel(presets.deep), await errorByLevel(presets.wide)];
const logs = (points: readonly (readonly [number, number])[]) => points.map(([x, y]) => [x, Math.log10(y)] as const);
write(
  "noise-by-level",
  chart(
    "Every product spends a level, and some precision",
    { title: "products of ciphertexts, one after the other", marks: range(0, 11) },
    { title: "error", marks: range(-7, -2), text: power },
    [
      { label: "worst slot, N = 16384", kind: "line", points: logs(wide.map((one) => [one.products, one.worst])) },
      { label: "worst slot, N = 8192", kind: "line", points: logs(deep.map((one) => [one.products, one.worst])) },
      { label: "typical slot, N = 16384", kind: "line", points: logs(wide.map((one) => [one.products, one.rms])) },
    ],
  ),
);

write(
  "silu-by-degree",
  chart(
    "A polynomial in place of SiLU: largest error over an interval",
    { title: "degree", marks: range(2, 16) },
    { title: "error", marks: range(-9, 0), text: power },
    [
      { label: "inputs from -8 to 8", kind: "line", points: logs(siluErrors(8, range(2, 16))) },
      { label: "inputs from -4 to 4", kind: "line", points: logs(siluErrors(4, range(2, 16))) },
      { label: "inputs from -2 to 2", kind: "line", points: logs(siluErrors(2, range(2, 16))) },
    ],
  ),
);
console.log({ deviation: deviation / 1e6, worst: Math.max(...errors.map(Math.abs)) / 1e6, deep, wide });
console.log(siluErrors(4, [2, 3, 4, 7, 8, 15]), siluErrors(8, [2, 3, 4, 7, 8, 15]));
