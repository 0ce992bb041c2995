import { type Compilation, compilableLinear, compile } from "@velum/compiler";
import { type HeartModel, trainHeartModel } from "@velum/model";
import type { ProtectionLevel } from "@velum/protocol";
import type { LabelledTable } from "@velum/tabular";

/** The trained model, in the clear and compiled. */
export interface HeartDemo {
  readonly table: LabelledTable;
  readonly model: HeartModel;
  readonly compilation: Compilation;
}

/** Trains on 70 percent of the patients and compiles. Under a second. */
export function prepareHeart(table: LabelledTable, seed: number, protection: ProtectionLevel): HeartDemo {
  const model = trainHeartModel(table, seed);
  const compilation = compile(compilableLinear(model.model, model), {
    name: "heart",
    version: "1",
    title: "Heart disease, from 13 clinical features",
    protection,
  });
  return { table, model, compilation };
}
