import type { Threads } from "@velum/ckks/threads";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import { readBundle, VelumError } from "@velum/protocol";
import { checkDisclosure } from "./check-disclosure.ts";
import { findBundles, readBundleFile } from "./find-bundles.ts";

/** What the operator decides about models. */
export interface LoadOptions {
  /**
   * Serves plans of which one request can determine the model, under masks that hold for well-formed keys alone: every
   * `columns` plan of a small model. By default such a model does not load.
   */
  readonly allowModelDisclosure?: boolean | undefined;
  /** Threads that share the work of each request; by default the calling one alone. */
  readonly threads?: Threads;
}

/**
 * Every model that a path names, ready to answer: a bundle file, or a folder of them. Each program is judged by
 * `verifyProgram` on every load; one whose outputs bypass `protect`, or stay below the policy, does not load (A13).
 * @throws VelumError MODEL_FILE, BUNDLE_…, CONTRACT_…, PROGRAM_…, MODEL_DISCLOSURE, SERVER_OPTION
 * @example const app = buildApp({}, createRegistry(await loadModels("models")));
 */
export async function loadModels(path: string, options: LoadOptions = {}): Promise<readonly LoadedModel[]> {
  const { allowModelDisclosure = false } = options;
  if (typeof allowModelDisclosure !== "boolean") {
    const got = typeof allowModelDisclosure;
    throw new VelumError("SERVER_OPTION", { argument: "allowModelDisclosure", expected: "true or false", got });
  }
  const models: LoadedModel[] = [];
  for (const file of await findBundles(path).catch(nameFile(path))) {
    models.push(await loadFile(file, allowModelDisclosure, options.threads).catch(nameFile(file)));
  }
  return models;
}

async function loadFile(file: string, allowModelDisclosure: boolean, threads?: Threads): Promise<LoadedModel> {
  const bundle = readBundle(await readBundleFile(file));
  if (!allowModelDisclosure) checkDisclosure(bundle.contract);
  return loadModel(bundle, threads?.createContext);
}

/** An operator has many files: the message begins with the one it is about. */
function nameFile(file: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error) error.message = `${file}: ${error.message}`;
    throw error;
  };
}
