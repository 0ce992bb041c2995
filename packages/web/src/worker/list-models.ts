import { MODEL_NAME, MODEL_VERSION } from "@velum/protocol";
import type { ListedModel } from "./messages.ts";
import { askServer, type ServerAddress } from "./server-json.ts";

/** Most models that are listed. */
const MOST = 256;

/** `GET /v2/models`, read as a stranger's answer: what does not look like a model is left out. */
export async function listModels(server: ServerAddress, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const answer = await askServer(server, "/v2/models", signal);
  const models = (answer as { models?: unknown } | null)?.models;
  return Array.isArray(models) ? models.slice(0, MOST).flatMap(readModel) : [];
}

function readModel(value: unknown): readonly ListedModel[] {
  const { name, version, contractDigest } = (value ?? {}) as Partial<Record<keyof ListedModel, unknown>>;
  const isModel =
    typeof name === "string" &&
    MODEL_NAME.test(name) &&
    typeof version === "string" &&
    MODEL_VERSION.test(version) &&
    typeof contractDigest === "string";
  return isModel ? [{ name, version, contractDigest }] : [];
}
