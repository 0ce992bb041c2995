import { type KeySetId, keySetFrameBytes, needsKeySet } from "@velum/ckks";
import type { LoadedModel } from "@velum/evaluator";
import { type ServedPlan, VelumError } from "@velum/protocol";
import type { ModelRegistry } from "../models/model-registry.ts";

/** What a key set's address names. */
export interface KeySetTarget {
  readonly id: KeySetId;
  readonly model: LoadedModel;
  readonly served: ServedPlan;
  /** The exact length of the plan's key sets. */
  readonly bytes: number;
}

/**
 * Reads `/v2/keys/{id}?model=m[&version=v][&plan=p]`. Without `plan` it is the model's first plan that needs a key set.
 * @throws VelumError KEY_SET_ID, KEY_SET_UNUSED, MODEL_NAME_INVALID, MODEL_UNKNOWN, MODEL_VERSION_UNKNOWN
 */
export function keySetTarget(registry: ModelRegistry, url: string): KeySetTarget {
  const [path = "", query] = url.split("?", 2);
  const id = path.slice(path.lastIndexOf("/") + 1);
  if (!/^[0-9a-f]{64}$/.test(id)) {
    throw new VelumError("KEY_SET_ID", { argument: "id", expected: "64 lower-case hex digits", got: "another text" });
  }
  const asked = new URLSearchParams(query);
  const model = registry.find(asked.get("model") ?? "", asked.get("version") ?? undefined);
  const served = findPlan(model, asked.get("plan"));
  const bytes = keySetFrameBytes(served.context.parameters, served.plan.keys);
  return { id: id as KeySetId, model, served, bytes };
}

function findPlan({ expectation }: LoadedModel, name: string | null): ServedPlan {
  const withKeys = expectation.plans.filter(({ plan }) => needsKeySet(plan.keys));
  const found = name === null ? withKeys[0] : withKeys.find(({ plan }) => plan.name === name);
  if (found !== undefined) return found;
  throw new VelumError("KEY_SET_UNUSED", { argument: "plan", expected: "a plan that needs a key set", got: "none" });
}
