import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { describeServer } from "../describe.ts";
import { refuseOtherMethods } from "../http/methods.ts";

const ServerDescription = Type.Object({
  name: Type.String(),
  version: Type.String(),
  extensions: Type.Array(Type.String()),
  formats: Type.Object({ contract: Type.Array(Type.Integer()), frame: Type.Array(Type.Integer()) }),
});
const Live = Type.Object({ live: Type.Boolean() });
const Ready = Type.Object({ ready: Type.Boolean() });

/** `GET /v2`, `/v2/health/live`, `/v2/health/ready`. A server that is stopping answers 503 to all of them by itself. */
export function addServerRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get("/v2", { schema: { response: { 200: ServerDescription } } }, async () => describeServer());
  app.get("/v2/health/live", { schema: { response: { 200: Live } } }, async () => ({ live: true }));
  app.get("/v2/health/ready", { schema: { response: { 200: Ready } } }, async () => ({ ready: true }));
  for (const url of ["/v2", "/v2/health/live", "/v2/health/ready"]) refuseOtherMethods(instance, url, ["GET", "HEAD"]);
}
