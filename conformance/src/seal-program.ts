import type { Parameters } from "@velum/ckks";
import {
  addedConstant,
  combinationWeights,
  constantSlots,
  type ProgramNode,
  requiredKeys,
  type SlotConstant,
  type VerifiedProgram,
} from "@velum/protocol";
import { loadSeal, type SealLibrary } from "./load-seal.ts";

type SealCiphertext = ReturnType<SealLibrary["CipherText"]>;

/**
 * Runs a program of ours in node-seal: the same primes, levels, scales and constants, one SEAL operation after the other where ours
 * are merged, with SEAL's own encoder, keys and noise. Results are decrypted where ours would be masked.
 * @param inputs - the slots of each input node
 * @returns the slots of each output node
 */
export async function runProgramInSeal(
  verified: VerifiedProgram,
  inputs: readonly Float64Array[],
): Promise<readonly Float64Array[]> {
  const { program, states, tensors, parameters } = verified;
  const { slotCount, maxLevel } = parameters;
  const seal = await loadSeal();
  const context = contextOf(seal, parameters);
  const keygen = seal.KeyGenerator(context);
  const secret = keygen.secretKey();
  const { relinearization, rotations } = requiredKeys(program, states);
  const relinKeys = relinearization === null ? null : keygen.createRelinKeys();
  const galoisKeys =
    rotations.length === 0 ? null : keygen.createGaloisKeys(Int32Array.from(rotations, ({ steps }) => steps));
  const encoder = seal.CKKSEncoder(context);
  const encryptor = seal.Encryptor(context, keygen.createPublicKey(), secret);
  const decryptor = seal.Decryptor(context, secret);
  const evaluator = seal.Evaluator(context);
  const values: SealCiphertext[] = [];
  const results: Float64Array[] = [];
  const rest = inputs.values();

  /** A plaintext on the level of a ciphertext. */
  const encode = (slots: Float64Array, scale: number, like: SealCiphertext) => {
    const plain = encoder.encode(slots, scale)!;
    evaluator.plainModSwitchTo(plain, like.parmsId, plain);
    return plain;
  };
  const everywhere = (value: number): Float64Array => new Float64Array(slotCount).fill(value);
  const times = (a: SealCiphertext, slots: Float64Array, scale: number): SealCiphertext => {
    const plain = encode(slots, scale, a);
    const out = evaluator.multiplyPlain(a, plain) as SealCiphertext;
    plain.delete();
    return out;
  };
  const plus = (a: SealCiphertext, slots: Float64Array): SealCiphertext => {
    const plain = encode(slots, a.scale, a);
    const out = evaluator.addPlain(a, plain) as SealCiphertext;
    plain.delete();
    return out;
  };
  const sum = (terms: readonly SealCiphertext[]): SealCiphertext => {
    const [first, ...others] = terms as [SealCiphertext, ...SealCiphertext[]];
    for (const term of others) {
      evaluator.add(first, term, first);
      term.delete();
    }
    return first;
  };
  const rotated = (a: SealCiphertext, steps: number): SealCiphertext =>
    steps === 0 ? a.clone() : (evaluator.rotateVector(a, steps, galoisKeys!) as SealCiphertext);
  const rescaled = (a: SealCiphertext): SealCiphertext => {
    evaluator.rescaleToNext(a, a);
    return a;
  };

  const dropped = (a: SealCiphertext, levels: number): SealCiphertext => {
    for (let k = 0; k < levels; k++) evaluator.cipherModSwitchToNext(a, a);
    return a;
  };

  function compute(node: ProgramNode): SealCiphertext | undefined {
    switch (node.kind) {
      case "input": {
        const fresh = seal.CipherText();
        encryptor.encryptSymmetric(encoder.encode(rest.next().value!, node.scale)!, fresh);
        return dropped(fresh, maxLevel - node.level);
      }
      case "innerProduct":
        return sum(
          node.inputs.map((input, k) => {
            const constant = program.nodes[node.constants[k]!] as SlotConstant;
            return times(values[input]!, constantSlots(constant, tensors, slotCount), constant.scale);
          }),
        );
      case "linearCombination": {
        const weights = combinationWeights(node, tensors, "node");
        // SEAL refuses a product with zero, whose mask would be zero too.
        const terms = node.inputs.flatMap((input, k) =>
          weights[k] === 0 ? [] : [times(values[input]!, everywhere(weights[k]!), node.scale)],
        );
        return sum(terms);
      }
      case "signedSum":
        return sum(
          node.inputs.map((input, k) =>
            node.signs[k] === 1 ? values[input]!.clone() : (evaluator.negate(values[input]!) as SealCiphertext),
          ),
        );
      case "addPlain": {
        const constant = program.nodes[node.constant] as SlotConstant;
        return plus(values[node.input]!, constantSlots(constant, tensors, slotCount));
      }
      case "addConstant":
        return plus(values[node.input]!, everywhere(addedConstant(node, tensors, "node")));
      case "square":
        return evaluator.square(values[node.input]!) as SealCiphertext;
      case "sumOfProducts": {
        const products = node.lefts.map(
          (left, k) => evaluator.multiply(values[left]!, values[node.rights[k]!]!) as SealCiphertext,
        );
        return sum(node.addend === null ? products : [...products, values[node.addend]!.clone()]);
      }
      case "dropLevel":
        return dropped(values[node.input]!.clone(), states[node.input]!.level - node.level);
      case "rotate":
        return rotated(values[node.input]!, node.steps);
      case "rotateSum": {
        const all = sum(node.inputs.map((input, k) => rotated(values[input]!, node.steps[k]!)));
        return node.rescale ? rescaled(all) : all;
      }
      case "relinearizeRescale":
        return rescaled(evaluator.relinearize(values[node.input]!, relinKeys!) as SealCiphertext);
      case "rescale":
        return rescaled(values[node.input]!.clone());
      case "protect":
        return values[node.input]!;
      case "output": {
        const plain = seal.PlainText();
        decryptor.decrypt(values[node.input]!, plain);
        results.push(encoder.decode(plain));
        return undefined;
      }
      default:
        return undefined;
    }
  }

  program.nodes.forEach((node, id) => {
    const value = compute(node);
    // SEAL's doubles and ours differ in their last bits after a division.
    if (value !== undefined && node.kind !== "protect") value.setScale(states[id]!.scale);
    values[id] = value!;
  });
  return results;
}

/** SEAL keeps the last prime for its keys: ours where there is one, otherwise one more, which nothing uses. */
function contextOf(seal: SealLibrary, { ringDegree, primes, specialPrimes }: Parameters) {
  const special = specialPrimes.length > 0 ? specialPrimes : [primeBelow(Math.min(...primes), 2 * ringDegree)];
  const vector = seal.Vector();
  const moduli = [...primes, ...special].map((q) => seal.Modulus(BigInt(q)).instance);
  vector.from(moduli as never, "Modulus");
  const parms = seal.EncryptionParameters(seal.SchemeType.ckks);
  parms.setPolyModulusDegree(ringDegree);
  parms.setCoeffModulus(vector);
  // A prime more than ours takes the key-free presets over SEAL's limit: this context meets no secret of anybody.
  const level = specialPrimes.length > 0 ? seal.SecurityLevel.tc128 : seal.SecurityLevel.none;
  const context = seal.Context(parms, true, level);
  if (!context.parametersSet()) throw new Error("SEAL refuses the parameters");
  return context;
}

function primeBelow(limit: number, step: number): number {
  for (let q = limit - step; ; q -= step) {
    let factor = 2;
    while (factor * factor <= q && q % factor !== 0) factor++;
    if (factor * factor > q) return q;
  }
}
