import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { CliError } from "../cli-error.ts";
import type { ReadyLine } from "../commands/serve.ts";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** What it asks for. */
  readonly token: string;
  /** Address of its page, with the token; null where it has none. */
  readonly page: string | null;
  readonly models: ReadyLine["models"];
  readonly pid: number;
  /** Resolves when the process has ended, whatever ended it. */
  readonly ended: Promise<void>;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

/** What the server is told beside its bundles. */
export interface ServerProcessOptions {
  /** 0, if left out: the system chooses. */
  readonly port?: number;
  /** For an owner who asks about rows of their own: one request may determine the model. */
  readonly allowModelDisclosure?: boolean;
  /** The page, and what it may compare with: none of both if left out. */
  readonly demonstration?: string;
}

/**
 * Starts `velum serve` with the same Node and the same command, and waits for its first line. The channel between the two
 * processes ends the server when this one ends, however it does.
 * @param main - path of the command's main file
 * @param bundle - a bundle, or a folder of them
 * @throws CliError SERVER_PROCESS when it ends before it is ready
 * @example const server = await startServerProcess(main, "heart.velum");
 */
export async function startServerProcess(
  main: string,
  bundle: string,
  { port = 0, allowModelDisclosure = false, demonstration }: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const flags = [
    ...["--port", String(port), "--json"],
    ...(allowModelDisclosure ? ["--allow-model-disclosure"] : []),
    ...(demonstration === undefined ? ["--no-page"] : ["--demonstration", demonstration]),
  ];
  const command = [...process.execArgv, main, "serve", ...flags, "--", bundle];
  // A group of its own: Ctrl-C reaches this process alone, which then stops the server in order.
  const stdio = ["ignore", "pipe", "inherit", "ipc"] as const;
  // It makes a token of its own: the user's is for another server.
  const { VELUM_TOKEN: _, ...env } = process.env;
  const child = spawn(process.execPath, command, { stdio: [...stdio], env, detached: true });
  const ended = once(child, "exit").then(() => {});
  const { url, token, page, models } = await Promise.race([readReady(child), ended.then(failToStart)]);
  return Object.freeze({ url, token: token!, page, models, pid: child.pid!, ended, stop: () => stop(child, ended) });
}

/** The first line says where it serves, or what went wrong. */
async function readReady(child: ChildProcess): Promise<ReadyLine> {
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  const first = JSON.parse(line) as ReadyLine | { readonly error: { readonly code: string; readonly message: string } };
  if ("error" in first) throw new CliError("SERVER_PROCESS", `The server process: ${first.error.message}`);
  return first;
}

function failToStart(): never {
  throw new CliError("SERVER_PROCESS");
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await ended;
}
