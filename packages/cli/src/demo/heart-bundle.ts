import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** Hands a bundle to `use` as a file, which is gone afterwards: a server reads it once, when it starts. */
export async function withBundleFile<T>(bundle: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "velum-demo-"));
  try {
    const file = join(folder, "heart.velum");
    await writeFile(file, bundle, { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
