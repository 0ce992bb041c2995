import { fileURLToPath } from "node:url";
import { buildApp, createRegistry, listen, loadPage, type RunningServer, type ServerOptions } from "@velum/server";
import { type ServedHeart, trainHeart } from "./heart-models.ts";

/** The built page. */
export const PAGE_FOLDER: string = fileURLToPath(new URL("../../../packages/web/dist", import.meta.url));

let heart: Promise<ServedHeart> | undefined;

/** The models of these tests, trained once a process. */
export const servedHeart = (): Promise<ServedHeart> => {
  heart ??= trainHeart();
  return heart;
};

/** A server with the page and the heart models, on a port of its own or on the given one. */
export async function startServer(options: ServerOptions = {}, port = 0): Promise<RunningServer> {
  const { models, demonstration } = await servedHeart();
  const app = buildApp({ page: await loadPage(PAGE_FOLDER), demonstration, ...options }, createRegistry(models));
  return listen(app, { port });
}
