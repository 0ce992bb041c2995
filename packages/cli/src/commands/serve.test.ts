import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect, createClient } from "@velum/client";
import { predictInClear } from "@velum/model";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { INDEX } from "../../../server/src/test-support/page-folder.ts";
import { type HeartDemo, prepareHeart } from "../demo/heart-bundle.ts";
import { readHeartData } from "../demo/heart-data.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { FORBID_SECRETS, runVelum, startVelum } from "../test-support/run-velum.ts";
import type { ReadyLine } from "./serve.ts";

let folder: string;
let heart: HeartDemo;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-serve-"));
  heart = prepareHeart(await readHeartData(), 7, "standard");
  for (const name of ["models", "more", "empty", "broken", "linked", "page/assets", "demonstration/heart"])
    await mkdir(at(name), { recursive: true });
  const { bundle } = heart.compilation;
  await writeFile(at("models/heart.velum"), bundle);
  await writeFile(at("models/notes.txt"), "not a bundle");
  await writeFile(at("more/heart.velum"), bundle);
  await writeFile(at("broken/heart-2.velum"), bundle.subarray(0, 5000));
  await symlink(at("models/heart.velum"), at("linked/heart.velum"));
  await writeFile(at("page/index.html"), INDEX);
  await writeFile(at("page/assets/index-3f2a.js"), "");
  await writeFile(at("token"), "0123456789abcdef-from-a-file\n");
  await writeFile(
    at("demonstration/heart/demonstration.json"),
    '{"title":"Heart","target":"target","license":"CC BY 4.0"}',
  );
  await writeFile(at("demonstration/heart/rows.csv"), "age\n63\n");
  await writeFile(at("demonstration/heart/model.onnx"), "onnx");
});
afterAll(() => rm(folder, { recursive: true }));

/** A server in a process of its own, gone after the test, and its first line. */
async function start<T = ReadyLine>(args: readonly string[], more: Parameters<typeof startVelum>[1] = {}) {
  const child = startVelum([...args, "--port", "0", "--json"], more);
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  return { child, ready: JSON.parse(line) as T };
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  // With all that it wrote.
  expect(await once(child, "close")).toEqual([0, null]);
}

const status = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(url, { headers })).status;

// Each starts processes, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 180_000 });

describe("velum serve", () => {
  it("answers encrypted questions in a process that no module with a secret key can enter", async () => {
    const { child, ready } = await start(["serve", at("models"), "--log"], { node: FORBID_SECRETS });
    const { url, models, token } = ready;
    expect(models).toEqual([{ name: "heart", version: "1", contractDigest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);

    const client = await createClient({ url, model: "heart", token: token! });
    const row = heart.table.rows[0]!;
    const { logits } = await client.predict(row);
    expect(Math.abs(logits[0]! - predictInClear(heart.model, row).outputs[0]!)).toBeLessThan(0.004);
    client.close();

    const log = createInterface({ input: child.stderr! });
    const lines: string[] = [];
    log.on("line", (line) => lines.push(line));
    await stop(child);
    expect(lines.map((line) => JSON.parse(line).route)).toContain("/v2/models/:model/infer");
    expect(lines.join("\n")).not.toContain(token);
  });

  it("would not get far with a verb that holds keys: the same guard ends the demonstration", async () => {
    const { code, stdout } = await runVelum(["demo", "--rows", "1", "--json"], { node: FORBID_SECRETS });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.message).toContain("SECRET_REACHED");
  });

  it("makes a token, asks for it, and prints the page's address with it in the fragment", async () => {
    const { ready } = await start([
      "serve",
      at("models"),
      "--page",
      at("page"),
      "--demonstration",
      at("demonstration"),
    ]);
    const { url, token, page } = ready;
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(page).toBe(`${url}/#token=${token}`);
    const html = await (await fetch(page!)).text();
    expect(html).toContain('<meta name="velum-mode" content="served">');
    expect(await status(`${url}/v2/models`)).toBe(401);
    expect(await status(`${url}/v2/models`, { authorization: `Bearer ${token}` })).toBe(200);
    expect(await (await fetch(`${url}/demonstration/heart/rows.csv`)).text()).toBe("age\n63\n");
  });

  it("takes a token from a file or the environment, and does not print it", async () => {
    const ways: readonly (readonly [readonly string[], Record<string, string>, string])[] = [
      [["--token-file", at("token")], { VELUM_TOKEN: "another-of-the-environment" }, "0123456789abcdef-from-a-file"],
      [[], { VELUM_TOKEN: "0123456789-of-the-environment" }, "0123456789-of-the-environment"],
    ];
    for (const [args, env, token] of ways) {
      const { child, ready } = await start(["serve", at("models"), "--page", at("page"), ...args], { env });
      expect(JSON.stringify(ready)).not.toContain(token);
      expect((await connect(ready.url, { token }).models()).map(({ name }) => name)).toEqual(["heart"]);
      expect(await status(`${ready.url}/v2/models`)).toBe(401);
      await stop(child);
    }
  });

  it("serves without a token on loopback where it is told so, and without a page", async () => {
    const { ready } = await start(["serve", at("models"), "--no-token", "--no-page"], {
      env: { VELUM_TOKEN: "x".repeat(20) },
    });
    expect([ready.token, ready.page]).toEqual([null, null]);
    expect(await status(`${ready.url}/v2/models`)).toBe(200);
    expect(await status(`${ready.url}/`)).toBe(404);
  });

  it("says in words what it serves, and that nobody is asked for a token", async () => {
    const child = startVelum(["serve", at("models"), "--port", "0", "--no-token", "--page", at("page")]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout! })) {
      lines.push(line);
      if (line.startsWith("Serving.")) break;
    }
    expect(lines).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v2\/models\/heart\/versions\/1$/),
      expect.stringMatching(/^Page: http:\/\/127\.0\.0\.1:\d+\/$/),
      "No token: every program that reaches this port may ask.",
      "Serving. Stop with Ctrl-C.",
    ]);
    await stop(child);
  });
});

describe("velum serve says which file is at fault, and does not start", () => {
  const output = captureOutput();
  const refused = async (...args: string[]) => {
    const exit = await runCommandLine(["node", "velum", "serve", ...args, "--port", "0", "--json"]);
    return [exit, JSON.parse(output.stdout()).error] as const;
  };
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ["an empty folder", ["empty"], "MODEL_FILE", "/empty: "],
    ["a broken bundle", ["broken"], "BUNDLE_", "/broken/heart-2.velum: "],
    ["a broken bundle beside a good one", ["models", "broken"], "BUNDLE_", "/broken/heart-2.velum: "],
    ["a link in the folder (E9)", ["linked"], "MODEL_FILE", "/linked: "],
    ["a link in place of a file (E9)", ["linked/heart.velum"], "MODEL_FILE", "/linked/heart.velum: "],
    ["the same model twice", ["models", "more"], "MODEL_FILE", "once"],
    ["no such file", ["none"], "MODEL_FILE", "/none: "],
  ])("%s", async (_, names, code, words) => {
    const [exit, error] = await refused(...names.map((name) => at(name)));
    expect([exit, error.code]).toEqual([1, expect.stringContaining(code)]);
    expect(error.message).toContain(words);
  });

  it.each([
    ["--token-file", "none", 1, "FILE"],
    ["--page", "empty", 1, "PAGE_FILES"],
    ["--demonstration", "empty", 1, "DEMONSTRATION_FILES"],
    ["--allow-origin", "http://velum.example.org", 2, "SERVER_OPTION"],
  ] as const)("%s %s", async (flag, value, exit, code) => {
    const [ended, error] = await refused(at("models"), flag, value.startsWith("http") ? value : at(value));
    expect([ended, error.code]).toEqual([exit, code]);
  });

  it("for a token that is too short, without saying it", async () => {
    vi.stubEnv("VELUM_TOKEN", "hunter2");
    const [exit, error] = await refused(at("models"));
    expect([exit, error.code]).toEqual([2, "SERVER_OPTION"]);
    expect(error.message).not.toContain("hunter2");
  });
});
