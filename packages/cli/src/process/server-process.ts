import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { CliError } from "../cli-error.ts";
import type { ReadyLine } from "../commands/serve.ts";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process has ended, whatever ended it. */
  readonly ended: Promise<void>;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

/**
 * Starts `velum serve` with the same Node and the same command, and waits for its first line. The channel between the two
 * processes ends the server when this one ends, however it does.
 * @param main - path of the command's main file
 * @throws CliError SERVER_PROCESS when it ends before it is ready
 * @example const server = await startServerProcess(main, "heart.velum", 0);
 */
export async function startServerProcess(main: string, bundle: string, port: number): Promise<ServerProcess> {
  const command = [...process.execArgv, main, "serve", bundle, "--port", String(port), "--json"];
  // A group of its own: Ctrl-C reaches this process alone, which then stops the server in order.
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit", "ipc"], detached: true });
  const ended = once(child, "exit").then(() => {});
  const { url } = await Promise.race([readReady(child), ended.then(failToStart)]);
  return Object.freeze({ url, pid: child.pid!, ended, stop: () => stop(child, ended) });
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
