import {
  type Ciphertext,
  type Context,
  createContext,
  createEncoder,
  createEvaluator,
  createParameters,
  type Parameters,
  presets,
} from "@velum/ckks";
import { insecureTestParameters } from "@velum/ckks/insecure";

/** A parameter set of the corpus. Toy sets are small enough to read by eye. */
export interface CorpusSet {
  readonly name: string;
  readonly parameters: Parameters;
  /** Whether it has keys for relinearization and rotation. */
  readonly keys: boolean;
  readonly scale: number;
}

/** The sets, named as their folders. `corpus/<format version>/README.md` says how each file arises. */
export const CORPUS_SETS: readonly CorpusSet[] = [
  {
    name: "toy",
    parameters: insecureTestParameters({ ringDegree: 64, modulusBits: [30, 25, 25], specialBits: [30] }),
    keys: true,
    scale: 2 ** 25,
  },
  {
    name: "toy-two-special",
    parameters: insecureTestParameters({ ringDegree: 32, modulusBits: [28, 26, 26, 26], specialBits: [29, 29] }),
    keys: true,
    scale: 2 ** 26,
  },
  { name: "linear", parameters: presets.linear, keys: false, scale: 2 ** 27 },
  {
    name: "row-small",
    parameters: createParameters({ ringDegree: 4096, modulusBits: [28, 24, 24], specialBits: [29] }),
    keys: true,
    scale: 2 ** 24,
  },
];

/** Slot values of the corpus, from a rule that anyone can repeat: the fractional parts of multiples of the golden ratio. */
export const corpusValues = (count: number, phase: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: count }, (_, i) => 2 * ((((i + 1) * 0.6180339887498949 + phase) % 1) - 0.5));

/** The rotation of the corpus and the positions that its extracted result keeps. */
export const ROTATION = 3;
export const POSITIONS: readonly number[] = [0, 5, 17];
export const TRUNCATED_BITS = 24;

/** Context, encoder and evaluator of a set. */
export async function corpusTools(set: CorpusSet): Promise<{
  readonly context: Context;
  readonly encoder: ReturnType<typeof createEncoder>;
  readonly evaluator: ReturnType<typeof createEvaluator>;
}> {
  const context = await createContext(set.parameters);
  return { context, encoder: createEncoder(context), evaluator: createEvaluator(context) };
}

/** The result that `extracted` and `truncated` come from: a ciphertext of coefficients on level 0. */
export const bottom = (evaluator: ReturnType<typeof createEvaluator>, ciphertext: Ciphertext): Ciphertext =>
  evaluator.dropLevel(ciphertext, 0);
