import { createClient, type VelumClient } from "@velum/client";
import { predictInClear } from "@velum/model";
import type { Prediction } from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import type { PatientRow } from "./demo-report.ts";
import type { HeartDemo } from "./heart-bundle.ts";

/**
 * Asks the server about the first `count` patients of the held-out part, one by one, and the model in the clear beside it.
 * @throws CliError INTERRUPTED when `signal` ends it; the client's errors
 */
export async function askPatients(
  heart: HeartDemo,
  { url, token }: { readonly url: string; readonly token: string },
  count: number,
  signal: AbortSignal,
): Promise<readonly PatientRow[]> {
  const client = await createClient({ url, token, model: heart.compilation.contract.name });
  try {
    const rows: PatientRow[] = [];
    for (const position of heart.model.split.test.slice(0, count)) {
      if (signal.aborted) throw new CliError("INTERRUPTED");
      rows.push(await askPatient(heart, client, position));
    }
    return rows;
  } finally {
    client.close();
  }
}

async function askPatient({ table, model }: HeartDemo, client: VelumClient, position: number): Promise<PatientRow> {
  const row = table.rows[position]!;
  const clear = predictInClear(model, row);
  const { milliseconds, bytes, logits, ...answer } = await client.predict(row);
  const [clearProbability, clearLabel] = classOf(clear.prediction);
  const [encryptedProbability, label] = classOf(answer);
  return {
    patient: position + 1,
    clear: clearProbability,
    encrypted: encryptedProbability,
    difference: encryptedProbability - clearProbability,
    logitDifference: logits[0]! - clear.outputs[0]!,
    label,
    sameLabel: label === clearLabel,
    // Our own server always says how long it took.
    milliseconds: { ...milliseconds, server: milliseconds.server ?? Number.NaN },
    bytes,
  };
}

/** Probability and label. The heart model answers with a class. */
function classOf(prediction: Prediction): readonly [probability: number, label: string] {
  return prediction.kind === "class" ? [prediction.probability, prediction.label] : [Number.NaN, ""];
}
