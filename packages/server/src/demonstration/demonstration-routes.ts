import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { refuseOtherMethods } from "../http/methods.ts";
import type { Demonstration, DemonstrationModel } from "./load-demonstration.ts";

const DemonstrationList = Type.Object({
  models: Type.Array(
    Type.Object({
      model: Type.String(),
      title: Type.String(),
      target: Type.String(),
      license: Type.String(),
      rows: Type.String(),
      onnx: Type.String(),
    }),
  ),
});

/** `GET /demonstration` and the files that it names. They are public on purpose; without any the list is empty. */
export function addDemonstrationRoutes(instance: FastifyInstance, demonstration: Demonstration | undefined): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  const { models } = demonstration ?? { models: [] };
  const list = models.map(({ model, title, target, license }) => ({
    model,
    title,
    target,
    license,
    rows: rowsPath(model),
    onnx: onnxPath(model),
  }));
  app.get("/demonstration", { schema: { response: { 200: DemonstrationList } } }, async () => ({ models: list }));
  refuseOtherMethods(instance, "/demonstration", ["GET", "HEAD"]);
  for (const model of models) addFiles(instance, model);
}

function addFiles(app: FastifyInstance, { model, rows, onnx }: DemonstrationModel): void {
  app.get(rowsPath(model), async (_request, reply) => reply.type("text/csv; charset=utf-8").send(rows));
  app.get(onnxPath(model), async (_request, reply) => reply.type("application/octet-stream").send(onnx));
  for (const url of [rowsPath(model), onnxPath(model)]) refuseOtherMethods(app, url, ["GET", "HEAD"]);
}

const rowsPath = (model: string): string => `/demonstration/${model}/rows.csv`;
const onnxPath = (model: string): string => `/demonstration/${model}/model.onnx`;
