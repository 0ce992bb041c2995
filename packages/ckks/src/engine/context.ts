import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { type Engine, sharedEngine } from "./engine.ts";
import { Ring } from "./ring.ts";

/** A parameter set with its tables in memory: what every operation works in. */
export interface Context {
  readonly parameters: Parameters;
  /** The residues' arithmetic. Internal: its shape may change in any release. */
  readonly ring: Ring;
}

const contexts = new Map<string, Context>();

/**
 * Loads the kernels (once a thread) and the tables of a parameter set (once each): about 130 bytes times ring degree a prime.
 * @throws CkksError SIMD_UNAVAILABLE
 * @example const context = await createContext(presets.linear);
 */
export async function createContext(parameters: Parameters): Promise<Context> {
  const engine = await sharedEngine();
  const known = contexts.get(parameters.digest);
  if (known !== undefined) return known;
  const context = createContextOn(engine, parameters);
  contexts.set(parameters.digest, context);
  return context;
}

/** A context of an engine of its own. */
export const createContextOn = (engine: Engine, parameters: Parameters): Context =>
  Object.freeze({ parameters, ring: new Ring(engine, parameters) });

/** @throws CkksError PARAMETERS_MISMATCH when an object belongs to other parameters. */
export function checkParameters(context: Context, object: { readonly parameters: Parameters }, name: string): void {
  const expected = context.parameters.digest;
  const got = object?.parameters?.digest;
  if (got !== expected) {
    throw new CkksError(
      "PARAMETERS_MISMATCH",
      `"${name}" expected parameters ${expected.slice(0, 12)}, got ${got?.slice(0, 12) ?? typeof object}`,
    );
  }
}
