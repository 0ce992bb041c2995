/**
 * `@velum/ckks/insecure`: small parameters for fast tests. INSECURE by design. Product packages cannot import this entry; the
 * boundary check of the repository sees to it.
 */
export {
  insecureAllowTestFrames,
  insecureTestParameters,
} from "./parameters/insecure-test-parameters.ts";
