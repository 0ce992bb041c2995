import type { FastifyInstance } from "fastify";
import { createHttpApp } from "../http-app.ts";
import { checkOrigin, checkServerOptions, type ServerOptions } from "../server-config.ts";
import type { Page } from "./load-page.ts";
import { addPageRoutes } from "./page-routes.ts";

/**
 * The application of `velum ui`: the page alone, from the user's own machine, allowed to connect to one chosen server. That
 * server ships none of the code that encrypts (D1).
 * @param server - origin of the models' server: https, or http on loopback
 * @throws VelumError SERVER_OPTION
 * @example const app = buildPageApp(await loadPage(folder), "https://velum.example.org");
 */
export function buildPageApp(page: Page, server: string, options: Pick<ServerOptions, "log"> = {}): FastifyInstance {
  checkOrigin(server, "server");
  const app = createHttpApp(checkServerOptions(options));
  addPageRoutes(app, page, { mode: "ui", server });
  return app;
}
