import { join } from "node:path";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import { heartTableFromRecords } from "@velum/model";
import { readBundle } from "@velum/protocol";
import { type Demonstration, loadDemonstration } from "@velum/server";
import { withDemoFiles } from "../../../packages/cli/src/demo/demo-files.ts";
import { demonstrationFiles } from "../../../packages/cli/src/demo/demonstration-files.ts";
import { prepareHeart } from "../../../packages/cli/src/demo/heart-bundle.ts";
import { readHeartRecords } from "../../../packages/cli/src/demo/heart-data.ts";
import { prepareHeartNet } from "../../../packages/cli/src/demo/heart-net.ts";

/** What a server of these tests serves: the models of `npm start`. */
export interface ServedHeart {
  readonly models: readonly LoadedModel[];
  readonly demonstration: Demonstration;
  /** The bundle of the logistic regression, for the command line. */
  readonly bundle: Uint8Array;
  /** The CSV of the held-out patients, with the target. */
  readonly rows: string;
}

const SEED = 7;

/** The logistic regression, whose keys are one-time, and the net, which needs a key set, with what the page compares with. */
export async function trainHeart(): Promise<ServedHeart> {
  const data = await readHeartRecords();
  const heart = prepareHeart(heartTableFromRecords(data.header, data.records), SEED, "standard");
  const net = await prepareHeartNet(data, heart, SEED);
  const bundles = [heart, net].map(({ compilation }) => readBundle(compilation.bundle));
  const files = Object.entries(demonstrationFiles(data, heart, net));
  const below = Object.fromEntries(files.map(([path, content]) => [`demonstration/${path}`, content]));
  const demonstration = await withDemoFiles(below, (folder) => loadDemonstration(join(folder, "demonstration")));
  return {
    models: await Promise.all(bundles.map((bundle) => loadModel(bundle))),
    demonstration,
    bundle: heart.compilation.bundle,
    rows: demonstration.models[0]!.rows.toString("utf8"),
  };
}
