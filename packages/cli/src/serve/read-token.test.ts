import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen, type RunningServer } from "@velum/server";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { EXIT } from "../exit-code.ts";
import { runCommandLine } from "../program.ts";
import { captureOutput } from "../test-support/capture.ts";
import { LABELS, smallBundle } from "../test-support/small-bundle.ts";

const TOKEN = "0123456789abcdef-token";
const output = captureOutput();
let folder: string;
let server: RunningServer;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-token-"));
  const { bundle } = smallBundle();
  server = await listen(buildApp({ token: TOKEN }, createRegistry([await loadModel(readBundle(bundle))])));
  await writeFile(at("small.velum"), bundle);
  await writeFile(at("test.csv"), `age,site,outcome\n90,south,${LABELS[1]}\n10,north,${LABELS[0]}\n`);
  await writeFile(at("token"), `${TOKEN}\n`);
  await writeFile(at("wrong"), `${TOKEN}x\n`);
});
afterAll(async () => {
  await server.stop(0);
  await rm(folder, { recursive: true });
});
afterEach(() => void vi.unstubAllEnvs());

const run = (...args: string[]) => runCommandLine(["node", "velum", ...args, "--json"]);
const predict = (...flags: string[]) =>
  run("predict", `${server.url}/v2/models/small`, "--row", '{"age":90,"site":"south"}', ...flags);
const evaluate = (...flags: string[]) =>
  run("evaluate", at("small.velum"), "--data", at("test.csv"), "--target", "outcome", "--server", server.url, ...flags);

describe.each([
  ["predict", predict],
  ["evaluate", evaluate],
] as const)("velum %s of a server with a token", (_, ask) => {
  it("takes it from a file, else from the environment", async () => {
    expect(await ask("--token-file", at("token"))).toBe(EXIT.done);
    vi.stubEnv("VELUM_TOKEN", TOKEN);
    expect(await ask()).toBe(EXIT.done);
    expect(await ask("--token-file", at("wrong"))).toBe(EXIT.failed);
  });

  it("is refused without it, and no message says one", async () => {
    vi.stubEnv("VELUM_TOKEN", `${TOKEN}-of-another`);
    expect(await ask()).toBe(EXIT.failed);
    const { error } = JSON.parse(output.stdout());
    expect(error.code).toBe("SERVER_REFUSED");
    expect(error.message).toContain("It said: UNAUTHORIZED: ");
    expect(output.stdout() + output.stderr()).not.toContain(TOKEN);
  });
});
