import { type Context, checkParameters } from "../engine/context.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { type Level, limbsAt, toLevel } from "../values/level.ts";
import { checkSameScale, type Scale, toScale } from "../values/scale.ts";
import { checkParts, checkSameLevel } from "./checks.ts";
import { allocateRegister, type Register } from "./register.ts";
import { checkScalar, scalarResidue } from "./scalar-residues.ts";

/** Real numbers that ciphertexts will be multiplied by: their residues stay in WebAssembly memory as long as this value lives. */
export interface PreparedScalars {
  readonly kind: "prepared-scalars";
  readonly parameters: Parameters;
  readonly level: Level;
  readonly scale: Scale;
  readonly count: number;
  /** round(value * scale) modulo each prime of the level, prime by prime. */
  readonly residues: Uint32Array<ArrayBuffer>;
  /** Their Shoup quotients. */
  readonly quotients: Uint32Array<ArrayBuffer>;
}

/**
 * Prepares real numbers, once a model. Zeros are numbers like others (A12).
 * @throws CkksError VALUE_NOT_FINITE, VALUE_OUT_OF_RANGE, LEVEL_INVALID, SCALE_INVALID
 * @example const weights = prepareScalars(context, [0.5, -1.25], { level: 1, scale: 2 ** 20 });
 */
export function prepareScalars(
  context: Context,
  values: ArrayLike<number>,
  options: { readonly level: number; readonly scale: number },
): PreparedScalars {
  const { ring, parameters } = context;
  const level = toLevel(options.level, parameters.maxLevel);
  const scale = toScale(options.scale);
  const count = values.length;
  const limbs = limbsAt(level);
  const residues = new Uint32Array(limbs * count);
  const quotients = new Uint32Array(limbs * count);
  for (let k = 0; k < count; k++) {
    checkScalar(ring, values[k]!, scale, limbs);
    for (let i = 0; i < limbs; i++) {
      const { value, quotient } = ring.fixed(scalarResidue(ring, values[k]!, scale, i), i);
      residues[i * count + k] = value;
      quotients[i * count + k] = quotient;
    }
  }
  return Object.freeze({ kind: "prepared-scalars", parameters, level, scale, count, residues, quotients });
}

/**
 * The sum of ciphertext k times number k; scales multiply. Products are summed in 64 bits and reduced once in sixteen, so that a
 * term costs a quarter of a product.
 * @throws CkksError ARGUMENT_INVALID unless there are as many numbers as ciphertexts, PARAMETERS_MISMATCH, LEVEL_MISMATCH,
 * SCALE_MISMATCH, PARTS_MISMATCH
 */
export function linearCombination(context: Context, inputs: readonly Register[], scalars: PreparedScalars): Register {
  const first = checkTerms(context, inputs, scalars);
  const { ring } = context;
  const out = allocateRegister(context, first.parts.length, first.level, toScale(first.scale * scalars.scale));
  const residues = ring.engine.resident(scalars.residues);
  ring.parallel(limbsAt(first.level), (i, kernels, scratch) => {
    const row = residues + 4 * i * inputs.length;
    out.parts.forEach((to, p) => {
      const terms = scratch.pointers(inputs.map(({ parts }) => ring.limb(parts[p]!, i)));
      kernels.innerProductScalars(ring.limb(to, i), terms, row, inputs.length, ring.n, ring.record(i));
    });
  });
  return out;
}

/**
 * The sum of the squares of ciphertexts of two parts, each times a number: three parts, at the square of their scale times that of
 * the numbers. Products are summed before they are reduced: 16 squares take half the time that they take one by one, and their
 * 48 parts are never in memory.
 * @throws CkksError as `linearCombination`, and PARTS_MISMATCH for operands of three parts
 */
export function sumOfSquares(context: Context, inputs: readonly Register[], scalars: PreparedScalars): Register {
  const { level, scale } = checkTerms(context, inputs, scalars);
  checkParts(inputs[0]!, 2);
  const { ring } = context;
  const { n } = ring;
  const { count, residues, quotients } = scalars;
  const out = allocateRegister(context, 3, level, toScale(scale * scale * scalars.scale));
  ring.parallel(limbsAt(level), (i, kernels, scratch) => {
    const [q, m] = [ring.modulus(i), ring.record(i)];
    const [of0, of1] = [0, 1].map((p) => inputs.map(({ parts }) => ring.limb(parts[p]!, i))) as [Pointer[], Pointer[]];
    const [times0, times1] = [of0, of1].map((limbs) =>
      limbs.map((limb, k) => {
        const to = scratch.allocate(ring.limbBytes);
        const at = i * count + k;
        kernels.multiplyScalar(to, limb, residues[at]!, quotients[at]!, n, q);
        return to;
      }),
    ) as [Pointer[], Pointer[]];
    const [d0, d1, d2] = out.parts.map((part) => ring.limb(part, i)) as [Pointer, Pointer, Pointer];
    const [as, bs, cs, ds] = [of0, of1, times0, times1].map((list) => scratch.pointers(list)) as [
      Pointer,
      Pointer,
      Pointer,
      Pointer,
    ];
    kernels.innerProduct(d0, as, cs, count, n, m);
    kernels.innerProduct(d1, as, ds, count, n, m);
    kernels.add(d1, d1, d1, n, q);
    kernels.innerProduct(d2, bs, ds, count, n, m);
  });
  return out;
}

/** At least one ciphertext, as many numbers, all ciphertexts alike. Returns the first. */
function checkTerms(context: Context, inputs: readonly Register[], scalars: PreparedScalars): Register {
  checkParameters(context, scalars, "scalars");
  const first = inputs[0];
  if (first === undefined || inputs.length !== scalars.count) {
    throw new CkksError(
      "ARGUMENT_INVALID",
      `expected as many numbers as ciphertexts, at least one, got ${scalars.count} and ${inputs.length}`,
    );
  }
  checkSameLevel(first, scalars);
  for (const input of inputs) {
    checkParts(input, first.parts.length);
    checkSameLevel(first, input);
    checkSameScale(first.scale, input.scale);
  }
  return first;
}
