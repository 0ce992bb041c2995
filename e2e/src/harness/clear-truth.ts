import { readOnnx } from "@velum/model/onnx";
import { runGraph } from "@velum/model/run";
import { servedHeart } from "./start-server.ts";

/** A row of the held-out patients: cells by column. */
export type Cells = Readonly<Record<string, string>>;

/** The held-out patients of the demonstration. */
export async function patients(): Promise<readonly Cells[]> {
  const lines = (await servedHeart()).rows.trim().split(/\r?\n/);
  const [header, ...records] = lines.map((line) => line.split(","));
  return records.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));
}

/** The probability of disease that the model file gives in the clear, in this process. */
export async function clearProbability(model: string, cells: Cells): Promise<number> {
  const { demonstration } = await servedHeart();
  const graph = readOnnx(demonstration.models.find((one) => one.model === model)!.onnx);
  const inputs = graph.inputs.map(({ name }) => {
    const text = cells[name]!;
    const data = Float64Array.of(text === "" ? Number.NaN : Number(text));
    return [name, { elementType: "float", shape: [1, 1], data }] as const;
  });
  const outputs = [...runGraph(graph, new Map(inputs)).values()];
  const both = outputs.find(({ shape }) => shape.at(-1) === 2)!;
  return (both.data as Float64Array)[1]!;
}
