import { buildApp, createRegistry, listen, loadModels, type RunningServer, type ServerEvent } from "@velum/server";
import { printable } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";

/*
 * The server's process. This file and what it imports is all that the process ever loads: no secret key can be made, read or
 * used in it. `demo` and other verbs are loaded only when they are asked for.
 */

/** Options of `velum serve`. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly behindProxy: boolean;
  readonly allowHost: readonly string[];
  readonly log: boolean;
  readonly json: boolean;
}

/** First line on standard output with `--json`. */
export interface ReadyLine {
  readonly event: "ready";
  readonly url: string;
  readonly models: readonly { readonly name: string; readonly version: string; readonly contractDigest: string }[];
}

/** Serves a bundle, or a folder of bundles, until a signal comes. */
export async function serve(path: string, options: ServeOptions): Promise<ExitCode> {
  const registry = createRegistry(await loadModels(path));
  const app = buildApp({ allowedHosts: options.allowHost, log: createLog(options.log) }, registry);
  const server = await listen(app, options);
  const models = registry.models.map(({ contract: { name, version }, contractDigest }) => ({
    name,
    version,
    contractDigest,
  }));
  announce({ event: "ready", url: server.url, models }, options.json);
  await untilStopped(server);
  return EXIT.done;
}

function announce(ready: ReadyLine, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  for (const { name, version } of ready.models) process.stdout.write(`${printable(`${name} ${version}`)}\n`);
  process.stdout.write(`Serving at ${ready.url}. Stop with Ctrl-C.\n`);
}

/** One JSON line a request with `--log`. Failures of the server itself are always reported. */
function createLog(everything: boolean): (event: ServerEvent) => void {
  return (event) => {
    if (everything || event.failure !== null) process.stderr.write(`${JSON.stringify(event)}\n`);
  };
}

/** A signal stops the server, and so does the end of the process that started it, where it was started with a channel. */
async function untilStopped(server: RunningServer): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve).once("disconnect", resolve);
  });
  await server.stop();
  // An open channel would keep the process alive.
  if (process.connected) process.disconnect();
}
