import { loadSeal } from "./load-seal.ts";

/** Slots after one operation. */
export type Slots = Float64Array;

/** The operations that both engines run, each from fresh encryptions of `v` and `w` to decrypted real slots. */
export interface EngineUnderTest {
  encryptSecret(): Slots;
  encryptPublic(): Slots;
  negate(): Slots;
  add(): Slots;
  subtract(): Slots;
  addPlain(): Slots;
  multiplyPlainRescale(): Slots;
  multiplyRelinearizeRescale(): Slots;
  squareRelinearizeRescale(): Slots;
  rotate(steps: number): Slots;
  conjugate(): Slots;
}

/** Parameters that mean the same to both: bits of the ciphertext primes, bits of the one special prime. */
export interface SharedParameters {
  readonly ringDegree: number;
  readonly modulusBits: readonly number[];
  readonly specialBits: number;
  readonly scale: number;
  readonly steps: readonly number[];
}

/** node-seal 6 with keys of its own. */
export async function sealEngine(shared: SharedParameters, v: Slots, w: Slots): Promise<EngineUnderTest> {
  const seal = await loadSeal();
  const parms = seal.EncryptionParameters(seal.SchemeType.ckks);
  parms.setPolyModulusDegree(shared.ringDegree);
  const bits = Int32Array.from([...shared.modulusBits, shared.specialBits]);
  parms.setCoeffModulus(seal.CoeffModulus.Create(shared.ringDegree, bits));
  const context = seal.Context(parms, true, seal.SecurityLevel.tc128);
  const keygen = seal.KeyGenerator(context);
  const relinKeys = keygen.createRelinKeys();
  const galoisKeys = keygen.createGaloisKeys(Int32Array.from([...shared.steps, 0]));
  const encoder = seal.CKKSEncoder(context);
  const evaluator = seal.Evaluator(context);
  const secretKey = keygen.secretKey();
  const encryptor = seal.Encryptor(context, keygen.createPublicKey(), secretKey);
  const decryptor = seal.Decryptor(context, secretKey);
  const plainV = encoder.encode(v, shared.scale)!;
  const plainW = encoder.encode(w, shared.scale)!;
  const fresh = (plain: typeof plainV) => {
    const out = seal.CipherText();
    encryptor.encryptSymmetric(plain, out);
    return out;
  };
  const open = (ciphertext: ReturnType<typeof fresh>): Slots => {
    const plain = seal.PlainText();
    decryptor.decrypt(ciphertext, plain);
    return encoder.decode(plain);
  };
  const on = (work: (a: ReturnType<typeof fresh>, b: ReturnType<typeof fresh>) => void) => (): Slots => {
    const [a, b] = [fresh(plainV), fresh(plainW)];
    work(a, b);
    return open(a);
  };
  const relinearizeRescale = (a: ReturnType<typeof fresh>): void => {
    evaluator.relinearize(a, relinKeys, a);
    evaluator.rescaleToNext(a, a);
  };
  return {
    encryptSecret: on(() => {}),
    encryptPublic: () => open(encryptor.encrypt(plainV)!),
    negate: on((a) => evaluator.negate(a, a)),
    add: on((a, b) => evaluator.add(a, b, a)),
    subtract: on((a, b) => evaluator.sub(a, b, a)),
    addPlain: on((a) => evaluator.addPlain(a, plainW, a)),
    multiplyPlainRescale: on((a) => {
      evaluator.multiplyPlain(a, plainW, a);
      evaluator.rescaleToNext(a, a);
    }),
    multiplyRelinearizeRescale: on((a, b) => {
      evaluator.multiply(a, b, a);
      relinearizeRescale(a);
    }),
    squareRelinearizeRescale: on((a) => {
      evaluator.square(a, a);
      relinearizeRescale(a);
    }),
    rotate: (steps) => on((a) => evaluator.rotateVector(a, steps, galoisKeys, a))(),
    conjugate: on((a) => evaluator.complexConjugate(a, galoisKeys, a)),
  };
}
