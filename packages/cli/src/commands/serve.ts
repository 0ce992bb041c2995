import { randomBytes } from "node:crypto";
import {
  buildApp,
  createRegistry,
  createThreads,
  isLoopback,
  listen,
  loadDemonstration,
  loadModels,
  type ModelRegistry,
  type ServerEvent,
} from "@velum/server";
import { CliError, printable } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { untilStopped } from "../process/until-stopped.ts";
import { findPage } from "../serve/find-page.ts";
import { pageAddress, publicUrl } from "../serve/page-address.ts";
import { PAGE_MISSING } from "../serve/page-missing.ts";
import { readToken } from "../serve/read-token.ts";

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
  readonly allowOrigin: readonly string[];
  readonly tokenFile?: string;
  /** False with `--no-token`. */
  readonly token: boolean;
  /** A folder, or false with `--no-page`. */
  readonly page?: string | false;
  readonly demonstration?: string;
  readonly threads: number;
  readonly allowModelDisclosure: boolean;
  readonly log: boolean;
  readonly json: boolean;
}

/** First line on standard output with `--json`. */
export interface ReadyLine {
  readonly event: "ready";
  readonly url: string;
  /** Address of the page, with a token that was made in its fragment; null where none is served. */
  readonly page: string | null;
  /** The token that was made for this run; null where one was given, or none is asked for. */
  readonly token: string | null;
  readonly models: readonly { readonly name: string; readonly version: string; readonly contractDigest: string }[];
}

/** Serves bundles, and the bundles of folders, until a signal comes. */
export async function serve(paths: readonly string[], options: ServeOptions): Promise<ExitCode> {
  checkOpenness(options);
  const registry = await loadRegistry(paths, options);
  const given = options.token ? await readToken(options.tokenFile, process.env) : undefined;
  // A token that was given is known to who needs it, and stays out of logs.
  const made = options.token && given === undefined ? randomToken() : undefined;
  const token = given ?? made;
  const page = options.page === false ? undefined : await findPage(options.page);
  const app = buildApp(
    {
      allowedHosts: options.allowHost,
      allowedOrigins: options.allowOrigin,
      behindProxy: options.behindProxy,
      log: createLog(options.log),
      ...(token === undefined ? {} : { token }),
      ...(page === undefined ? {} : { page }),
      ...(options.demonstration === undefined ? {} : { demonstration: await loadDemonstration(options.demonstration) }),
    },
    registry,
  );
  const server = await listen(app, options);
  const url = publicUrl(server.url, options);
  const models = registry.models.map(({ contract: { name, version }, contractDigest }) => ({
    name,
    version,
    contractDigest,
  }));
  const address = page === undefined ? null : pageAddress(url, made);
  const ready: ReadyLine = { event: "ready", url, page: address, token: made ?? null, models };
  const text = options.json ? `${JSON.stringify(ready)}\n` : readyText(ready, options);
  await untilStopped(server, () => process.stdout.write(text));
  return EXIT.done;
}

/** Without a token whoever reaches the port may ask: that must be this machine alone. @throws CliError USAGE */
function checkOpenness({ token, tokenFile, host, behindProxy }: ServeOptions): void {
  if (token) return;
  if (tokenFile !== undefined) throw new CliError("USAGE", "--token-file and --no-token do not go together.");
  if (behindProxy || !isLoopback(host))
    throw new CliError("USAGE", "--no-token is for loopback alone: everyone may ask who reaches the port.");
}

async function loadRegistry(paths: readonly string[], options: ServeOptions): Promise<ModelRegistry> {
  const { allowModelDisclosure, threads } = options;
  const shared = threads === 1 ? {} : { threads: await createThreads(threads) };
  const models = [];
  for (const path of paths) models.push(...(await loadModels(path, { allowModelDisclosure, ...shared })));
  return createRegistry(models);
}

/** 192 bits: nobody guesses it. */
const randomToken = (): string => randomBytes(24).toString("base64url");

function readyText({ url, page, token, models }: ReadyLine, options: ServeOptions): string {
  const lines = models.map(({ name, version }) => printable(`${url}/v2/models/${name}/versions/${version}`));
  if (page !== null) lines.push(`Page: ${page}`);
  else if (options.page !== false) lines.push(`No page. ${PAGE_MISSING}`);
  if (token !== null) lines.push(`Token: ${token} (Authorization: Bearer …, or VELUM_TOKEN)`);
  else if (!options.token) lines.push("No token: every program that reaches this port may ask.");
  return `${[...lines, "Serving. Stop with Ctrl-C."].join("\n")}\n`;
}

/** One JSON line a request with `--log`. Failures of the server itself are always reported. */
function createLog(everything: boolean): (event: ServerEvent) => void {
  return (event) => {
    if (everything || event.failure !== null) process.stderr.write(`${JSON.stringify(event)}\n`);
  };
}
