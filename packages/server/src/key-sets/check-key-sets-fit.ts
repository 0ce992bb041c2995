import { keySetFrameBytes, needsKeySet } from "@velum/ckks";
import { VelumError } from "@velum/protocol";
import type { ModelRegistry } from "../models/model-registry.ts";
import type { ServerConfig } from "../server-config.ts";

/**
 * A key set that no store could hold would be uploaded again and again, one beyond a minute's quota never.
 * @throws VelumError SERVER_OPTION
 */
export function checkKeySetsFit(
  { models }: ModelRegistry,
  { keySets, uploadBytesPerMinute }: Pick<ServerConfig, "keySets" | "uploadBytesPerMinute">,
): void {
  for (const { plan, context } of models.flatMap(({ expectation }) => expectation.plans)) {
    const bytes = needsKeySet(plan.keys) ? keySetFrameBytes(context.parameters, plan.keys) : 0;
    const expected = `at least the ${bytes} bytes of a key set of plan ${plan.name}`;
    for (const [argument, limit] of Object.entries({ keySetBytes: keySets.bytes, uploadBytesPerMinute })) {
      if (bytes > limit) throw new VelumError("SERVER_OPTION", { argument, expected, got: String(limit) });
    }
  }
}
