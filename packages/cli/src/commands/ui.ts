import { buildPageApp, listen } from "@velum/server";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { untilStopped } from "../process/until-stopped.ts";
import { askAllowed, type Reach } from "../serve/ask-allowed.ts";
import { findPage } from "../serve/find-page.ts";
import { pageAddress } from "../serve/page-address.ts";
import { PAGE_MISSING } from "../serve/page-missing.ts";
import { readToken } from "../serve/read-token.ts";

/** Options of `velum ui`. */
export interface UiOptions {
  readonly server: string;
  readonly port: number;
  readonly tokenFile?: string;
  readonly page?: string;
  readonly json: boolean;
}

/** First line on standard output with `--json`. */
export interface UiReadyLine {
  readonly event: "ready";
  readonly url: string;
  /** Address of the page, with the token in its fragment where there is one. */
  readonly page: string;
  /** Origin of the chosen server. */
  readonly server: string;
  /** Whether that server answers the page. */
  readonly reach: Reach;
}

/** Serves the page on loopback until a signal comes. It connects to the chosen server alone. */
export async function ui(options: UiOptions): Promise<ExitCode> {
  const origin = originOf(options.server);
  const page = await findPage(options.page);
  if (page === undefined) throw new CliError("PAGE", PAGE_MISSING);
  const app = buildPageApp(page, origin);
  const token = await readToken(options.tokenFile, process.env);
  const server = await listen(app, { port: options.port });
  const reach = await askAllowed(origin, server.url);
  const ready: UiReadyLine = {
    event: "ready",
    url: server.url,
    page: pageAddress(server.url, token),
    server: origin,
    reach,
  };
  const text = options.json ? `${JSON.stringify(ready)}\n` : readyText(ready);
  await untilStopped(server, () => process.stdout.write(text));
  return EXIT.done;
}

/** Models are asked for at the origin: a path before `/v2` has no place in a page's policy. @throws CliError USAGE */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && `${url.origin}${url.pathname}` === `${url.origin}/` && url.search + url.hash === "")
    return url.origin;
  throw new CliError("USAGE", "--server expected an address without path, such as https://velum.example.org.");
}

function readyText({ url, page, server, reach }: UiReadyLine): string {
  const said: Readonly<Record<Reach, readonly string[]>> = {
    allowed: [],
    refused: [`${server} does not let this page ask yet. Start it with --allow-origin ${url}`],
    unreachable: [`${server} does not answer yet.`],
  };
  const lines = [`Page: ${page}`, `Server: ${server}, which ships none of the page's code`, ...said[reach]];
  return `${[...lines, "Stop with Ctrl-C."].join("\n")}\n`;
}
