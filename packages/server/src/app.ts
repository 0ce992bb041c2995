import type { FastifyInstance } from "fastify";
import { addDemonstrationRoutes } from "./demonstration/demonstration-routes.ts";
import { createHttpApp } from "./http-app.ts";
import { checkKeySetsFit } from "./key-sets/check-key-sets-fit.ts";
import { createKeySetStore } from "./key-sets/key-set-store.ts";
import { createUploadQuota } from "./key-sets/upload-quota.ts";
import type { ModelRegistry } from "./models/model-registry.ts";
import { addPageRoutes } from "./page/page-routes.ts";
import { addContractRoute } from "./routes/contract-route.ts";
import { addInferRoute } from "./routes/infer-route.ts";
import { addKeySetRoutes } from "./routes/key-set-routes.ts";
import { addModelRoutes } from "./routes/model-routes.ts";
import { addServerRoutes } from "./routes/server-routes.ts";
import { checkServerOptions, type ServerOptions } from "./server-config.ts";

/**
 * The HTTP application: hooks that hold for every request, then routes around handlers. It never listens; `listen` does, and
 * tests ask it without a socket.
 * @param now - a clock in milliseconds that never goes back, by which key sets grow old
 * @throws VelumError SERVER_OPTION
 * @example const app = buildApp({}, createRegistry(await loadModels("models")));
 */
export function buildApp(
  options: ServerOptions,
  registry: ModelRegistry,
  now: () => number = () => performance.now(),
): FastifyInstance {
  const config = checkServerOptions(options);
  const keySets = createKeySetStore(config.keySets, now);
  checkKeySetsFit(registry, config);
  const app = createHttpApp(config);
  addServerRoutes(app);
  addModelRoutes(app, registry);
  addContractRoute(app, registry);
  addInferRoute(app, registry, keySets);
  addKeySetRoutes(app, registry, keySets, {
    quota: createUploadQuota(config.uploadBytesPerMinute, now),
    behindProxy: config.behindProxy,
  });
  addDemonstrationRoutes(app, config.demonstration);
  if (config.page !== undefined) addPageRoutes(app, config.page, { mode: "served", server: "" });
  return app;
}
