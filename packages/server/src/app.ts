import { randomUUID } from "node:crypto";
import { TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import { VelumError } from "@velum/protocol";
import Fastify, { type FastifyInstance } from "fastify";
import { addCallerCheck } from "./http/check-caller.ts";
import { answerClientError } from "./http/client-error.ts";
import { addProblems, answerFrameworkError } from "./http/problems.ts";
import { addRequestLog } from "./http/request-log.ts";
import { addBodyReader } from "./http/route-body.ts";
import { addSecurityHeaders } from "./http/security-headers.ts";
import { checkKeySetsFit } from "./key-sets/check-key-sets-fit.ts";
import { createKeySetStore } from "./key-sets/key-set-store.ts";
import type { ModelRegistry } from "./models/model-registry.ts";
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
  checkKeySetsFit(registry, config.keySets);
  const app = Fastify({
    // Our own: a caller's id would be a stranger's text in the log.
    genReqId: () => randomUUID(),
    requestTimeout: config.requestTimeout,
    http: {
      // Node's own answer to a request without Host is no problem details; the caller check sees to it.
      requireHostHeader: false,
      // Late requests are looked for every second; Node's default of 30 would double the timeout.
      connectionsCheckingInterval: 1000,
    },
    // The framework's own 503 is no problem details.
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => {
      answerFrameworkError(error, reply);
    },
    clientErrorHandler: answerClientError,
  });
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // No body is read unless a route says how.
  app.removeAllContentTypeParsers();
  addBodyReader(app);
  addRequestLog(app, config.log);
  addProblems(app);
  addSecurityHeaders(app);
  refuseWhileStopping(app);
  addCallerCheck(app, config.allowedHosts);
  addServerRoutes(app);
  addModelRoutes(app, registry);
  addContractRoute(app, registry);
  addInferRoute(app, registry, keySets);
  addKeySetRoutes(app, registry, keySets);
  return app;
}

/** Requests that are running when the server is told to stop are answered; new ones on open connections are not. */
function refuseWhileStopping(app: FastifyInstance): void {
  let stopping = false;
  app.addHook("preClose", async () => {
    stopping = true;
  });
  app.addHook("onRequest", async () => {
    if (stopping) throw new VelumError("SERVER_STOPPING");
  });
}
