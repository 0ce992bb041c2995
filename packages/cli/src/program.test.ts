import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { prepareHeart } from "./demo/heart-bundle.ts";
import { readHeartData } from "./demo/heart-data.ts";
import { EXIT } from "./exit-code.ts";
import { runCommandLine } from "./program.ts";
import { smallBundle } from "./test-support/small-bundle.ts";

let folder: string;
let bundle: string;
let stdout: MockInstance<typeof process.stdout.write>;
let stderr: MockInstance<typeof process.stderr.write>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-cli-"));
  bundle = join(folder, "heart.velum");
  await writeFile(bundle, prepareHeart(await readHeartData(), 7, "standard").compilation.bundle);
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  stdout = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const run = (...args: string[]) => runCommandLine(["node", "velum", ...args]);
const written = (stream: typeof stdout | typeof stderr): string => stream.mock.calls.map(([text]) => text).join("");

describe("help", () => {
  it.each(["demo", "compile", "inspect", "serve", "ui", "predict"])(
    "velum %s --help shows an example and --json, and ends with 0",
    async (verb) => {
      expect(await run(verb, "--help")).toBe(EXIT.done);
      expect(written(stdout)).toMatch(new RegExp(`Examples?:\\n {2}velum ${verb} `));
      expect(written(stdout)).toContain("--json");
    },
  );

  it("velum --help lists the verbs, --version the version", async () => {
    expect([await run("--help"), await run("--version")]).toEqual([EXIT.done, EXIT.done]);
    expect(written(stdout)).toMatch(/demo[\s\S]*compile[\s\S]*inspect[\s\S]*serve[\s\S]*predict[\s\S]*\d+\.\d+\.\d+/);
  });
});

describe("wrong use ends with 2 and leaves standard output alone", () => {
  it.each([
    [],
    ["unknown"],
    ["demo", "--unknown"],
    ["demo", "--rows", "0"],
    ["demo", "--rows", "92"],
    ["demo", "--rows", "1e1"],
    ["demo", "--rows"],
    ["demo", "extra"],
    ["demo", "--protect", "none"],
    ["demo", "--seed", "-1"],
    ["demo", "--seed", "4294967296"],
    ["demo", "--port", "65536"],
    ["serve"],
    ["serve", "a.velum", "--port", "65536"],
    ["serve", "a.velum", "--no-token", "--token-file", "token"],
    ["serve", "a.velum", "--no-token", "--host", "0.0.0.0"],
    ["serve", "a.velum", "--no-token", "--behind-proxy"],
    ["ui", "a.velum"],
    ["ui", "--server", "velum.example.org"],
    ["ui", "--server", "https://velum.example.org/v2"],
    ["compile", "a.onnx"],
    ["compile", "a.onnx", "--out"],
    ["compile", "--out", "a.velum"],
    ["compile", "a.onnx", "--out", "a.velum", "--plans", "spiral"],
    ["compile", "a.onnx", "--out", "a.velum", "--plans", "dot,dot"],
    ["compile", "a.onnx", "--out", "a.velum", "--protect", "none"],
    ["compile", "a.onnx", "--out", "a.velum", "--max-error", "0"],
    ["compile", "a.onnx", "--out", "a.velum", "--max-error", "-1"],
    ["inspect"],
    ["inspect", "a.velum", "b.velum", "c.velum"],
    ["inspect", "a.velum", "--html"],
    ["predict"],
    ["predict", "a.velum"],
    ["predict", "a.velum", "--row"],
    ["predict", "a.velum", "b.velum", "--row", "{}"],
  ])("velum %s %s %s", async (...args) => {
    expect(await run(...args.filter((arg) => arg !== undefined))).toBe(EXIT.wrongUse);
    expect(written(stdout)).toBe("");
    expect(written(stderr)).not.toBe("");
  });

  it("velum serve beyond loopback without a proxy (D4), and host names that are none", async () => {
    expect(await run("serve", bundle, "--host", "0.0.0.0", "--port", "0")).toBe(EXIT.wrongUse);
    expect(written(stderr)).toMatch(/^velum: LISTEN_REFUSED: /);
    expect(await run("serve", bundle, "--port", "0", "--allow-host", "a:80")).toBe(EXIT.wrongUse);
    expect(written(stderr)).toContain("velum: SERVER_OPTION: ");
  });
});

describe("failures end with 1", () => {
  it("say the code on standard error, or as JSON on standard output", async () => {
    const missing = join(folder, "missing.velum");
    expect(await run("serve", missing)).toBe(EXIT.failed);
    expect(written(stderr)).toMatch(/^velum: MODEL_FILE: /);
    expect(await run("serve", missing, "--json")).toBe(EXIT.failed);
    expect(JSON.parse(written(stdout))).toEqual({ error: { code: "MODEL_FILE", message: expect.any(String) } });
  });

  it("velum serve of a plan that one request solves, unless the operator allows it (A2)", async () => {
    const columns = join(folder, "columns.velum");
    await writeFile(columns, smallBundle().bundle);
    expect(await run("serve", columns, "--port", "0")).toBe(EXIT.failed);
    expect(written(stderr)).toMatch(/^velum: MODEL_DISCLOSURE: /);
  });
});
