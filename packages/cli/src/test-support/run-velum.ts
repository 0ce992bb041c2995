import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const FROM_SOURCES = ["--import", import.meta.resolve("tsx"), "--conditions=velum-source"];

/** Makes Node fail as soon as it is asked for a module that can hold a secret key, by whatever way. */
const hooks = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (/\\/packages\\/(?:ckks\\/(?:src|dist)\\/secret|client\\/)/.test(found.url)) throw new Error("SECRET_REACHED");
  return found;
}`;
const module = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
export const FORBID_SECRETS: readonly string[] = [
  "--import",
  module(`import { register } from "node:module"; register(${JSON.stringify(module(hooks))});`),
];

/** Starts the command as its users do, from the sources, in a process of its own. */
export function startVelum(
  args: readonly string[],
  {
    node = [],
    env = {},
    stdin = "ignore",
  }: { node?: readonly string[]; env?: Record<string, string>; stdin?: "ignore" | "pipe" } = {},
): ChildProcess {
  return spawn(process.execPath, [...FROM_SOURCES, ...node, MAIN, ...args], {
    stdio: [stdin, "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function runVelum(...command: Parameters<typeof startVelum>): Promise<Finished> {
  const child = startVelum(...command);
  const [stdout, stderr, [code]] = await Promise.all([
    textOf(child.stdout!),
    textOf(child.stderr!),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
