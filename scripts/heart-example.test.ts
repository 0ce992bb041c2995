import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { readPage } from "./markdown.ts";

interface Metrics {
  readonly [name: string]: { readonly value: number; readonly low: number; readonly high: number };
}
interface Evaluated {
  readonly passed: boolean;
  readonly data: { readonly rows: number; readonly refused: number };
  readonly metrics: { readonly clear: Metrics; readonly encrypted: Metrics };
  readonly agreement: { readonly rows: number; readonly same: number };
  readonly errors: { readonly encrypted: { readonly largest: number } };
  readonly search?: { readonly largest: number } | null;
}
interface Told {
  readonly title: string;
  readonly rows: { readonly train: number; readonly calibration: number };
  readonly trained: Metrics;
  readonly before: Evaluated;
  readonly after: Evaluated;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readPage(root, "examples/heart-disease/README.md").replaceAll(/\s+/g, " ");
let models: readonly Told[];

beforeAll(async () => {
  const flags = ["--import", "tsx", "--conditions=velum-source", "examples/heart-disease/run.mjs", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: root, maxBuffer: 2 ** 24 });
  models = JSON.parse(stdout);
}, 300_000);

describe("the heart example", () => {
  test("gives the numbers of its page in the clear, the same that training measured", () => {
    expect(models).toHaveLength(2);
    for (const { title, rows, trained, before, after } of models) {
      const { clear } = before.metrics;
      const figures = [clear["accuracy"], clear["rocAuc"], clear["logLoss"], after.metrics.clear["logLoss"]];
      expect(page).toContain(`| ${title} | ${figures.map((figure) => figure!.value.toFixed(3)).join(" | ")} |`);
      expect(page).toContain(
        `${rows.train} patients train, ${rows.calibration} calibrate, ${before.data.rows} are held out`,
      );
      for (const [name, { value }] of Object.entries(trained)) {
        expect(Math.abs(clear[name]!.value - value), name).toBeLessThan(1e-4);
      }
    }
    const { low, high } = models[0]!.before.metrics.clear["accuracy"]!;
    expect(page).toContain(`runs from ${low.toFixed(2)} to ${high.toFixed(2)}`);
  });

  test("agrees encrypted as its page says, before and after calibration, and for the worst input that was found", () => {
    for (const { before, after } of models) {
      for (const { passed, data, metrics, agreement, errors } of [before, after]) {
        expect([passed, data.refused]).toEqual([true, 0]);
        expect(agreement.same).toBe(agreement.rows);
        expect(metrics.encrypted["accuracy"]!.value).toBe(metrics.clear["accuracy"]!.value);
        expect(Math.abs(metrics.encrypted["logLoss"]!.value - metrics.clear["logLoss"]!.value)).toBeLessThan(0.001);
        expect(Math.abs(metrics.encrypted["rocAuc"]!.value - metrics.clear["rocAuc"]!.value)).toBeLessThan(0.005);
        expect(errors.encrypted.largest).toBeLessThanOrEqual(0.004);
      }
      expect(before.search!.largest).toBeLessThanOrEqual(0.004);
    }
  });
});
