import { randomUUID } from "node:crypto";
import { TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import { VelumError } from "@velum/protocol";
import Fastify, { type FastifyInstance } from "fastify";
import { addCallerCheck } from "./http/check-caller.ts";
import { addTokenCheck } from "./http/check-token.ts";
import { answerClientError } from "./http/client-error.ts";
import { addCrossOrigin } from "./http/cross-origin.ts";
import { addProblems, answerFrameworkError } from "./http/problems.ts";
import { addRequestLog } from "./http/request-log.ts";
import { addBodyReader } from "./http/route-body.ts";
import { addSecurityHeaders } from "./http/security-headers.ts";
import type { ServerConfig } from "./server-config.ts";

/** What holds for every request, in this order; routes come on top. */
export function createHttpApp(config: ServerConfig): FastifyInstance {
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
  addCallerCheck(app, config.allowedHosts, config.allowedOrigins);
  addCrossOrigin(app, config.allowedOrigins);
  addTokenCheck(app, config.token);
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
