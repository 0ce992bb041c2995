import { keySetFrameBytes, needsKeySet } from "@velum/ckks";
import { VelumError } from "@velum/protocol";
import type { ModelRegistry } from "../models/model-registry.ts";
import type { KeySetLimits } from "./key-set-store.ts";

/** A key set that no store could hold would be uploaded again and again. @throws VelumError SERVER_OPTION */
export function checkKeySetsFit({ models }: ModelRegistry, limits: KeySetLimits): void {
  for (const { plan, context } of models.flatMap(({ expectation }) => expectation.plans)) {
    const bytes = needsKeySet(plan.keys) ? keySetFrameBytes(context.parameters, plan.keys) : 0;
    if (bytes <= limits.bytes) continue;
    const expected = `at least the ${bytes} bytes of a key set of plan ${plan.name}`;
    throw new VelumError("SERVER_OPTION", { argument: "keySetBytes", expected, got: String(limits.bytes) });
  }
}
