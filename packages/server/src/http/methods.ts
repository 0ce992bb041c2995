import { VelumError } from "@velum/protocol";
import type { FastifyInstance } from "fastify";

/** Answers every other method at this path with 405 and what is allowed, before a body is read. */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  allowed: readonly ("GET" | "HEAD" | "POST" | "PUT" | "DELETE")[],
): void {
  const refuse = async (): Promise<never> => {
    throw new VelumError("METHOD_NOT_ALLOWED", { argument: "method", expected: allowed.join(", "), got: "another" });
  };
  app.route({
    method: app.supportedMethods.filter((method) => !(allowed as readonly string[]).includes(method)),
    url,
    onRequest: async (_request, reply) => {
      reply.header("allow", allowed.join(", "));
      return refuse();
    },
    handler: refuse,
  });
}
