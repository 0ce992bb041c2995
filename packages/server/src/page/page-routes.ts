import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { refuseOtherMethods } from "../http/methods.ts";
import type { Page, PageFile } from "./load-page.ts";
import { pageHeaders } from "./page-headers.ts";

/** Who serves the page, and where it sends what it has encrypted (D1). */
export interface PageSetting {
  /** `served`: by the server of the models, which the page then has to trust. `ui`: from the user's own machine. */
  readonly mode: "served" | "ui";
  /** Origin of the models' server, empty where it is this one. */
  readonly server: string;
}

/** `GET /`, `/index.html` and each file of the page, by its exact path. */
export function addPageRoutes(app: FastifyInstance, page: Page, setting: PageSetting): void {
  for (const url of ["/", "/index.html"]) {
    app.get(url, async (_request, reply) => {
      // 128 random bits, for this answer alone (CSP level 3, 7.1).
      const nonce = randomBytes(16).toString("base64");
      return reply
        .headers(pageHeaders(nonce, setting.server))
        .type("text/html; charset=utf-8")
        .send(fillIn(page.index, nonce, setting));
    });
    refuseOtherMethods(app, url, ["GET", "HEAD"]);
  }
  for (const file of page.files) addFileRoute(app, file, setting);
}

function addFileRoute(app: FastifyInstance, { path, type, bytes, gzip }: PageFile, { server }: PageSetting): void {
  app.get(path, async ({ headers }, reply) => {
    reply
      .headers(pageHeaders(randomBytes(16).toString("base64"), server))
      .header("cache-control", cachingOf(path))
      .header("vary", "Accept-Encoding")
      .type(type);
    if (gzip === undefined || !acceptsGzip(headers["accept-encoding"]?.toString())) return reply.send(bytes);
    return reply.header("content-encoding", "gzip").send(gzip);
  });
  refuseOtherMethods(app, path, ["GET", "HEAD"]);
}

function fillIn(index: string, nonce: string, { mode, server }: PageSetting): string {
  return index
    .replaceAll("__VELUM_NONCE__", nonce)
    .replaceAll("__VELUM_MODE__", mode)
    .replaceAll("__VELUM_SERVER__", server);
}

/** Names in `assets` change with their content. */
const cachingOf = (path: string): string =>
  path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";

/** RFC 9110, 12.5.3, as far as one coding needs it. */
const acceptsGzip = (header = ""): boolean =>
  header.split(",").some((entry) => /^\s*gzip\s*(?:;\s*q=(?:1|0?\.\d*[1-9]\d*|1\.0*)\s*)?$/i.test(entry));
