import { type Context, createContext, type Parameters } from "@velum/ckks";
import {
  type Bundle,
  type Contract,
  type ContractDigest,
  type RequestExpectation,
  requestFrameBytes,
  type ServedPlan,
} from "@velum/protocol";
import { type LoadedProgram, loadProgram } from "./load-program.ts";

/** A model ready to answer. */
export interface LoadedModel {
  readonly contract: Contract;
  /** What `GET …/contract` answers, byte for byte. */
  readonly contractBytes: Uint8Array;
  readonly contractDigest: ContractDigest;
  /** What `readRequest` compares a request with; `maxBytes` is the length of the longest plan's. */
  readonly expectation: RequestExpectation & { readonly maxBytes: number };
  /** By name of the plan. */
  readonly programs: ReadonlyMap<string, LoadedProgram>;
}

/**
 * Encodes the weights of every plan of a bundle, once.
 * @param contextOf - contexts that its programs run in: by default the one of this thread
 * @throws CkksError SIMD_UNAVAILABLE, VALUE_OUT_OF_RANGE
 * @example const model = await loadModel(readBundle(bytes));
 */
export async function loadModel(
  bundle: Bundle,
  contextOf: (parameters: Parameters) => Context | Promise<Context> = createContext,
): Promise<LoadedModel> {
  const { contract, contractBytes, contractDigest } = bundle;
  const plans: ServedPlan[] = [];
  const programs = new Map<string, LoadedProgram>();
  for (const { summary, program } of bundle.plans) {
    const context = await contextOf(program.parameters);
    plans.push(Object.freeze({ plan: summary, context }));
    programs.set(summary.name, loadProgram(program, context));
  }
  const maxBytes = Math.max(...plans.map(requestFrameBytes));
  const expectation = Object.freeze({ contractDigest, plans: Object.freeze(plans), maxBytes });
  return Object.freeze({ contract, contractBytes, contractDigest, expectation, programs });
}
