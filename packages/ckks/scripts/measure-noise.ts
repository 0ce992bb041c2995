/**
 * A longer campaign than the unit test: `npx tsx packages/ckks/scripts/measure-noise.ts [preset] [keys]` prints, for each
 * operation, the root mean square and the worst value of its noise in units of the estimate, in coefficients and in slots.
 */
import { judgeNoise } from "../reference/noise-measurement.ts";
import { type PresetName, presets } from "../src/parameters/presets.ts";

const [, , preset = "row", keys = "20"] = process.argv;
if (!Object.hasOwn(presets, preset))
  throw new Error(`expected one of ${Object.keys(presets).join(", ")}, got ${preset}`);

const started = performance.now();
for (const verdict of await judgeNoise(presets[preset as PresetName], Number(keys))) {
  const { operation, estimate, coefficientRms, coefficientWorst, slotRms, slotWorst } = verdict;
  const figures = [coefficientRms, coefficientWorst, slotRms, slotWorst].map((x) => x.toFixed(2).padStart(8)).join("");
  console.log(`${operation.padEnd(32)} 2^${Math.log2(estimate.standardDeviation).toFixed(2).padStart(6)} ${figures}`);
}
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
