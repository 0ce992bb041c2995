import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@velum/client";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen, loadModels } from "@velum/server";
import { createShuffleRandom, fitPlatt } from "@velum/tabular";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { CalibrateReport } from "../calibrate/calibration-text.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { LABELS, scoreOf, smallBundle } from "../test-support/small-bundle.ts";

let folder: string;
let bundle: string;
let data: string;
const random = createShuffleRandom(5);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const people = Array.from({ length: 400 }, (_, i) => ({ age: (i * 37) % 101, site: i % 3 === 0 ? "north" : "south" }));
/** The model's own logit: its two probabilities are sigmoids of the score and of its negative. */
const logits = people.map(scoreOf);
/** It is overconfident: outcomes follow half of the score, less a bit. */
const observed = logits.map((logit) => Number(random.below(1e6) / 1e6 < sigmoid(logit / 2 - 0.3)));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-calibrate-"));
  bundle = join(folder, "small.velum");
  await writeFile(bundle, smallBundle().bundle);
  data = join(folder, "held-out.csv");
  const lines = people.map(({ age, site }, i) => `${age},${site},${LABELS[observed[i]!]}\n`);
  await writeFile(data, `age,site,outcome\n${lines.join("")}`);
});
afterAll(() => rm(folder, { recursive: true }));

const output = captureOutput();
const velum = (...args: string[]) => runCommandLine(["node", "velum", ...args]);
const last = <T>(): T => JSON.parse(output.stdout().slice(output.stdout().lastIndexOf("\n{\n") + 1)) as T;
const asked = (): readonly string[] => ["--data", data, "--target", "outcome"];

async function served(file: string): Promise<string> {
  const server = await listen(buildApp({}, createRegistry(await loadModels(file, { allowModelDisclosure: true }))));
  onTestFinished(() => server.stop(0));
  return server.url;
}

async function evaluated(file: string): Promise<Evaluation> {
  const flags = ["--server", await served(file), "--resamples", "20", "--json"];
  expect(await velum("evaluate", file, ...asked(), ...flags)).toBe(EXIT.done);
  return last<Evaluation>();
}

describe("velum calibrate", () => {
  it.each(["platt", "isotonic"] as const)(
    "writes %s as a new version of the contract, over the same programs",
    async (method) => {
      const out = join(folder, `${method}.velum`);
      expect(await velum("calibrate", bundle, ...asked(), "--method", method, "--out", out, "--json")).toBe(EXIT.done);
      const report = last<CalibrateReport>();
      expect(report).toMatchObject({ model: { name: "small", from: "1", version: "2" }, rows: people.length });
      expect(report.after.calibrationError).toBeLessThan(report.before.calibrationError / 2);
      expect(report.after.logLoss).toBeLessThan(report.before.logLoss);
      const [before, after] = await Promise.all([bundle, out].map(async (file) => readBundle(await readFile(file))));
      expect(after!.contract).toMatchObject({
        version: "2",
        schema: before!.contract.schema,
        plans: before!.contract.plans,
      });
      expect(after!.contractDigest).not.toBe(before!.contractDigest);
      expect(after!.plans.map(({ program }) => program.program)).toEqual(
        before!.plans.map(({ program }) => program.program),
      );
    },
  );

  it("is Platt's fit to the model's scores, and encrypted answers have it", async () => {
    const out = join(folder, "fit.velum");
    expect(await velum("calibrate", bundle, ...asked(), "--out", out, "--new-version", "1b", "--json")).toBe(EXIT.done);
    const { calibration } = last<CalibrateReport>();
    expect(calibration).toEqual(fitPlatt(observed, logits));
    if (calibration.kind !== "platt") expect.unreachable();
    const client = await createClient({ url: await served(out), model: "small" });
    onTestFinished(() => client.close());
    for (const i of [0, 1, 2, 50]) {
      const answer = await client.predict(people[i]!);
      const probabilities = answer.kind === "outputs" ? (answer.outputs["probabilities"] as number[]) : [];
      const expected = sigmoid(calibration.slope * logits[i]! + calibration.offset);
      expect(Math.abs(probabilities[1]! - expected)).toBeLessThan(0.002);
    }
  });

  it("hides no error of encryption: outputs keep the promise without it, and are the same with it", async () => {
    const out = join(folder, "honest.velum");
    expect(await velum("calibrate", bundle, ...asked(), "--out", out, "--json")).toBe(EXIT.done);
    const [before, after] = [await evaluated(bundle), await evaluated(out)];
    for (const { passed, promise, errors } of [before, after]) {
      expect([passed, promise.kept]).toEqual([true, true]);
      expect(errors.encrypted.largest).toBeGreaterThan(0);
    }
    expect(after.promise.plans.map(({ maxError }) => maxError)).toEqual(
      before.promise.plans.map(({ maxError }) => maxError),
    );
    expect(before.agreement!.same).toBe(before.agreement!.rows);
    expect(after.metrics.encrypted["calibrationError"]!.value).toBeLessThan(
      before.metrics.encrypted["calibrationError"]!.value,
    );
  });

  it("shows reliability before and after; refuses rows of one class and a second calibration", async () => {
    const out = join(folder, "shown.velum");
    const html = join(folder, "shown.html");
    expect(await velum("calibrate", bundle, ...asked(), "--out", out, "--html", html)).toBe(EXIT.done);
    const page = await readFile(html, "utf8");
    expect(page).toMatch(/<h1>small: calibration<\/h1>[\s\S]*Platt, slope[\s\S]*<svg/);
    expect(page.match(/class="point (before|after)"/g)!.length).toBeGreaterThan(8);
    expect(page).not.toMatch(/<script|https?:/);
    expect(output.stdout()).toMatch(
      /Platt, slope 0\.\d+, offset -0\.\d+[\s\S]*before: probability[\s\S]*after: probability/,
    );
    expect(await velum("calibrate", out, ...asked(), "--out", join(folder, "twice.velum"), "--json")).toBe(EXIT.failed);
    expect(output.stdout()).toContain('{"error":{"code":"EVALUATION"');
    const same = ["--out", join(folder, "same.velum"), "--new-version", "1", "--json"];
    expect(await velum("calibrate", bundle, ...asked(), ...same)).toBe(EXIT.wrongUse);
    const one = join(folder, "one.csv");
    await writeFile(one, `age,site,outcome\n${"50,north,=1+1\n".repeat(20)}`);
    const flags = ["--data", one, "--target", "outcome", "--out", join(folder, "none.velum"), "--json"];
    expect(await velum("calibrate", bundle, ...flags)).toBe(EXIT.failed);
    expect(output.stdout()).toContain("CALIBRATION_IMPOSSIBLE");
  });
});
