import { type LoadedModel, loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { findBundles, readBundleFile } from "./find-bundles.ts";

/**
 * Every model that a path names, ready to answer: a bundle file, or a folder of them. Each program is judged by
 * `verifyProgram` on every load; one whose outputs bypass `protect`, or stay below the policy, does not load (A13).
 * @throws VelumError MODEL_FILE, BUNDLE_…, CONTRACT_…, PROGRAM_…
 * @example const app = buildApp({}, createRegistry(await loadModels("models")));
 */
export async function loadModels(path: string): Promise<readonly LoadedModel[]> {
  const models: LoadedModel[] = [];
  for (const file of await findBundles(path)) models.push(await loadModel(readBundle(await readBundleFile(file))));
  return models;
}
