import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { describeModel, describeModels } from "../describe.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import type { ModelRegistry } from "../models/model-registry.ts";
import { MODEL_PATHS, ModelParams } from "./model-params.ts";

const ModelList = Type.Object({
  models: Type.Array(Type.Object({ name: Type.String(), version: Type.String(), contractDigest: Type.String() })),
});
const Tensor = Type.Object({ name: Type.String(), datatype: Type.String(), shape: Type.Array(Type.Integer()) });
const ModelDescription = Type.Object({
  name: Type.String(),
  versions: Type.Array(Type.String()),
  platform: Type.String(),
  inputs: Type.Array(Tensor),
  outputs: Type.Array(Tensor),
  parameters: Type.Object({
    title: Type.String(),
    version: Type.String(),
    contractDigest: Type.String(),
    plans: Type.Array(Type.String()),
  }),
});
const ModelReady = Type.Object({ name: Type.String(), ready: Type.Boolean() });

/** `GET /v2/models`, `/v2/models/{m}[/versions/{v}]` and `…/ready`. */
export function addModelRoutes(instance: FastifyInstance, registry: ModelRegistry): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get("/v2/models", { schema: { response: { 200: ModelList } } }, async () => describeModels(registry));
  refuseOtherMethods(instance, "/v2/models", ["GET", "HEAD"]);

  for (const path of MODEL_PATHS) {
    app.get(path, { schema: { params: ModelParams, response: { 200: ModelDescription } } }, async ({ params }) =>
      describeModel(registry.find(params.model, params.version), registry.versions(params.model)),
    );
    app.get(
      `${path}/ready`,
      { schema: { params: ModelParams, response: { 200: ModelReady } } },
      async ({ params }) => ({
        name: registry.find(params.model, params.version).contract.name,
        ready: true,
      }),
    );
    for (const url of [path, `${path}/ready`]) refuseOtherMethods(instance, url, ["GET", "HEAD"]);
  }
}
