import { type Bundle, type Contract, MAX_BUNDLE_BYTES, readBundle } from "@velum/protocol";
import { readWholeFile } from "../files/read-file.ts";
import { inspectPlan } from "./inspect-plan.ts";
import type { Inspection } from "./inspection.ts";
import { type ReportFacts, readReport } from "./read-report.ts";

/**
 * All that a bundle file says. It is judged as a server judges it, before anything of it is shown.
 * @throws CliError FILE; VelumError BUNDLE_…, CONTRACT_…, PROGRAM_…
 * @example const inspection = await inspectBundleFile("heart.velum");
 */
export async function inspectBundleFile(
  path: string,
): Promise<{ readonly bundle: Bundle; readonly inspection: Inspection }> {
  const bytes = await readWholeFile(path, "the bundle", MAX_BUNDLE_BYTES);
  const bundle = readBundle(bytes);
  return { bundle, inspection: await inspectBundle(bundle, bytes.length) };
}

/** @param fileBytes - length of the file */
export async function inspectBundle(bundle: Bundle, fileBytes: number): Promise<Inspection> {
  const { contract, contractDigest, report } = bundle;
  const facts = report === null ? null : readReport(report);
  const { name, version, title, schema, disclosure } = contract;
  return {
    model: { name, version, title, contractDigest, fileBytes },
    schema,
    layers: facts?.layers ?? [],
    activations: facts?.activations ?? [],
    outputs: outputsOf(contract, facts),
    approximation: facts?.approximation ?? null,
    plans: await Promise.all(bundle.plans.map((plan) => inspectPlan(plan, facts?.plans.get(plan.summary.name)))),
    refusedPlans: facts?.refusedPlans ?? [],
    disclosure,
    serverLearns: facts?.serverLearns ?? [],
    clientLearns: facts?.clientLearns ?? [],
    contractDiscloses: facts?.contractDiscloses ?? [],
    warnings: facts?.warnings ?? [
      "The bundle has no report of its compiler that this release reads: layers, fits, precision by source and times are not known.",
    ],
    hints: facts?.hints ?? [],
  };
}

function outputsOf({ outputs, plans }: Contract, facts: ReportFacts | null): Inspection["outputs"] {
  const bound = Math.max(...plans.map(({ response }) => response.bound));
  return outputs.map((name) => ({ name, largest: facts?.largest ?? null, bound }));
}
