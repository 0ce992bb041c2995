import { readFileSync } from "node:fs";
import { compilableLinear, compile } from "@velum/compiler";
import { loadModel } from "@velum/evaluator";
import { heartTableFromRecords, predictInClear, trainHeartModel } from "@velum/model";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen } from "@velum/server";
import type { Row } from "@velum/tabular";

/** A server of the heart model, a patient that it was not trained on, and what the clear model says of her. */
export interface HeartServer {
  readonly url: string;
  readonly patient: Row;
  readonly clear: number;
  /** How far an answer may be from the clear one: the contract's promise. */
  readonly maxError: number;
  stop(): Promise<void>;
}

/** Trains, compiles and serves as the demonstration does, on a free port. */
export async function serveHeart(): Promise<HeartServer> {
  const csv = readFileSync(new URL("../../../data/heart-disease.csv", import.meta.url), "utf8");
  const [header = [], ...records] = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const table = heartTableFromRecords(header, records);
  const { model, split, ...rest } = trainHeartModel(table, 7);
  const options = { name: "heart", version: "1", protection: "standard" } as const;
  const { bundle, contract } = compile(compilableLinear(model, rest), options);
  const server = await listen(buildApp({}, createRegistry([await loadModel(readBundle(bundle))])));
  const patient = table.rows[split.test[0]!]!;
  return {
    url: server.url,
    patient,
    clear: predictInClear({ model, ...rest }, patient).outputs[0]!,
    maxError: contract.plans[0]!.precision.maxError,
    stop: () => server.stop(),
  };
}
