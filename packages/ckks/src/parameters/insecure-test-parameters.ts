import { CkksError } from "../errors.ts";
import { buildParameters, type ParameterOptions, type Parameters } from "./create-parameters.ts";

/**
 * INSECURE. Parameters of any power-of-two ring degree from 8 and any total, for fast tests. Their digests live under
 * a label of their own, and frame readers and writers refuse them unless `insecureAllowTestFrames` was called.
 * @throws CkksError PARAMETERS_INVALID
 * @example insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30], specialBits: [30] })
 */
export function insecureTestParameters(options: ParameterOptions): Parameters {
  const { ringDegree } = options;
  if (!(ringDegree >= 8 && ringDegree <= 32768 && Number.isInteger(Math.log2(ringDegree)))) {
    throw new CkksError(
      "PARAMETERS_INVALID",
      `"ringDegree" expected a power of two from 8 to 32768, got ${String(ringDegree)}`,
    );
  }
  return buildParameters(options, 0, true);
}

let testFramesAllowed = false;

/** INSECURE. Lets frame readers and writers of this process accept insecure test parameters. Tests alone call this. */
export function insecureAllowTestFrames(): void {
  testFramesAllowed = true;
}

/** Whether `insecureAllowTestFrames` was called. */
export const insecureTestFramesAllowed = (): boolean => testFramesAllowed;
