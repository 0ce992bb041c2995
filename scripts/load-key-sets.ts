/*
 * Load test of uploads (E4): hostile key sets against a server in a process of its own, while health is asked and an honest client
 * predicts. Prints what came back, how long health took, and the server's memory.
 *
 *   npx tsx --conditions=velum-source scripts/load-key-sets.ts [sets] [at a time]
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createContext, presets, writeKeySet } from "@velum/ckks";
import { createKeySet, generateSecretKey } from "@velum/ckks/secret";
import { loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen } from "@velum/server";
import { createKeySetClient, keySetBundle } from "../packages/server/src/test-support/key-set-model.ts";

const UNLIMITED = 2 ** 40;
const self = fileURLToPath(import.meta.url);

if (process.argv[2] === "serve") await serve();
else await attack(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 8));

/** The server's process. */
async function serve(): Promise<void> {
  const [bundle] = (await once(process, "message")) as [Uint8Array];
  const app = buildApp({ uploadBytesPerMinute: UNLIMITED }, createRegistry([await loadModel(readBundle(bundle))]));
  const server = await listen(app);
  console.log(server.url);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await once(process, "disconnect");
  const ms = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(1)} ms`;
  const { user, system } = process.cpuUsage();
  console.error(
    `server: event loop late by ${ms(delay.percentile(99))} at 99 %, ${ms(delay.max)} at most; ` +
      `${((user + system) / 1e6).toFixed(1)} s of processor, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`,
  );
  await server.stop(0);
}

async function attack(sets: number, atATime: number): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, self, "serve"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    serialization: "advanced",
  });
  const bundle = keySetBundle();
  child.send(bundle);
  const [url] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  const model = await loadModel(readBundle(bundle));
  const honest = await createKeySetClient(model);
  const upload = (id: string, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${url}/v2/keys/${id}?model=net`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream" },
      body,
    });
  console.log(`honest upload: ${(await upload(honest.id, honest.bytes)).status}, ${honest.bytes.length} bytes`);
  const context = await createContext(presets.row);
  const { keys } = model.contract.plans[0]!;
  const base = writeKeySet(context, createKeySet(context, generateSecretKey(context), keys));

  const codes = new Map<string, number>();
  const health: number[] = [];
  let answers = 0;
  let done = false;
  const count = (code: string): void => void codes.set(code, (codes.get(code) ?? 0) + 1);
  let next = 0;
  const send = async (): Promise<void> => {
    for (let i = next++; i < sets; i = next++) {
      const response = await upload(base.id, hostile(base.bytes, i));
      count(response.status < 300 ? String(response.status) : ((await response.json()) as { code: string }).code);
    }
  };
  const watch = async (): Promise<void> => {
    while (!done) {
      const start = performance.now();
      await (await fetch(`${url}/v2/health/ready`)).arrayBuffer();
      health.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const predict = async (): Promise<void> => {
    while (!done) {
      const answer = await honest.ask(url);
      if (typeof answer === "object") answers++;
      else count(`honest: ${answer}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const started = performance.now();
  const others = [watch(), predict()];
  await Promise.all(Array.from({ length: atATime }, send));
  const seconds = (performance.now() - started) / 1000;
  done = true;
  await Promise.all(others);
  health.sort((a, b) => a - b);
  const quantile = (part: number): string => `${health[Math.floor(part * (health.length - 1))]!.toFixed(1)} ms`;
  console.log(`${sets} hostile key sets in ${seconds.toFixed(1)} s, ${atATime} at a time:`, Object.fromEntries(codes));
  console.log(
    `health: ${health.length} answers, median ${quantile(0.5)}, 99 % ${quantile(0.99)}, longest ${quantile(1)}`,
  );
  console.log(`honest predictions meanwhile: ${answers}`);
  child.disconnect();
  await once(child, "exit");
}

/** Sealed anew, so that each is refused as late as can be: the last residue, a body, the list, or the digest at the end. */
function hostile(good: Uint8Array, i: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(good);
  const at = [bytes.length - 40, 5000, 48 + 96 + 4, 100_000][i % 4]!;
  bytes[at]! ^= 1 + (i % 255);
  if (i % 4 !== 3) bytes.set(createHash("sha256").update(bytes.subarray(0, -32)).digest(), bytes.length - 32);
  return bytes;
}
