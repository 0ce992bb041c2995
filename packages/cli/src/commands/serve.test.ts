import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClient } from "@velum/client";
import { predictInClear } from "@velum/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HeartDemo, prepareHeart } from "../demo/heart-bundle.ts";
import { readHeartData } from "../demo/heart-data.ts";
import { FORBID_SECRETS, runVelum, startVelum } from "../test-support/run-velum.ts";
import type { ReadyLine } from "./serve.ts";

let folder: string;
let heart: HeartDemo;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-serve-"));
  heart = prepareHeart(await readHeartData(), 7, "standard");
  await writeFile(join(folder, "heart.velum"), heart.compilation.bundle);
});
afterAll(() => rm(folder, { recursive: true }));

/** The first line of a server that was started with `--json`. */
async function untilReady(child: ChildProcess): Promise<ReadyLine> {
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  return JSON.parse(line) as ReadyLine;
}

describe("velum serve", () => {
  it("answers encrypted questions in a process that no module with a secret key can enter", async () => {
    const child = startVelum(["serve", folder, "--port", "0", "--json", "--log"], { node: FORBID_SECRETS });
    const { url, models } = await untilReady(child);
    expect(models).toEqual([{ name: "heart", version: "1", contractDigest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);

    const client = await createClient({ url, model: "heart" });
    const row = heart.table.rows[0]!;
    const { logits } = await client.predict(row);
    expect(Math.abs(logits[0]! - predictInClear(heart.model, row).outputs[0]!)).toBeLessThan(0.004);
    client.close();

    const log = createInterface({ input: child.stderr! });
    const lines: string[] = [];
    log.on("line", (line) => lines.push(line));
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(lines.map((line) => JSON.parse(line).route)).toContain("/v2/models/:model/infer");
  });

  it("would not get far with a verb that holds keys: the same guard ends the demonstration", async () => {
    const { code, stdout } = await runVelum(["demo", "--rows", "1", "--json"], { node: FORBID_SECRETS });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.message).toContain("SECRET_REACHED");
  });
});
