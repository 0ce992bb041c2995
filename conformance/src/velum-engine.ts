import {
  type Ciphertext,
  conjugationElement,
  createContext,
  createEncoder,
  createEvaluator,
  createParameters,
  encryptWithPublicKey,
} from "@velum/ckks";
import {
  createGaloisKey,
  createPublicKey,
  createRelinearizationKey,
  createRotationKeys,
  decryptSlotsRaw,
  encrypt,
  generateSecretKey,
} from "@velum/ckks/secret";
import type { EngineUnderTest, SharedParameters, Slots } from "./seal-engine.ts";

/** Our engine with keys of its own. */
export async function velumEngine(shared: SharedParameters, v: Slots, w: Slots): Promise<EngineUnderTest> {
  const { ringDegree, modulusBits, specialBits, scale, steps } = shared;
  const parameters = createParameters({ ringDegree, modulusBits, specialBits: [specialBits] });
  const context = await createContext(parameters);
  const secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret);
  const evaluator = createEvaluator(context, {
    relinearization: createRelinearizationKey(context, secret),
    galois: [
      ...createRotationKeys(
        context,
        secret,
        steps.map((step) => ({ steps: step })),
      ),
      createGaloisKey(context, secret, conjugationElement(parameters)),
    ],
  });
  const encoder = createEncoder(context);
  const options = { level: parameters.maxLevel, scale };
  const [plainV, plainW] = [encoder.encodeSlots(v, options), encoder.encodeSlots(w, options)];
  const a = (): Ciphertext => encrypt(context, secret, plainV);
  const b = (): Ciphertext => encrypt(context, secret, plainW);
  const open = (ciphertext: Ciphertext): Slots => decryptSlotsRaw(context, secret, ciphertext).re;
  return {
    encryptSecret: () => open(a()),
    encryptPublic: () => open(encryptWithPublicKey(context, publicKey, plainV)),
    negate: () => open(evaluator.negate(a())),
    add: () => open(evaluator.add(a(), b())),
    subtract: () => open(evaluator.subtract(a(), b())),
    addPlain: () => open(evaluator.addPlain(a(), plainW)),
    multiplyPlainRescale: () => open(evaluator.rescale(evaluator.multiplyPlain(a(), plainW))),
    multiplyRelinearizeRescale: () => open(evaluator.relinearizeRescale(evaluator.multiply(a(), b()))),
    squareRelinearizeRescale: () => open(evaluator.relinearizeRescale(evaluator.square(a()))),
    rotate: (step) => open(evaluator.rotate(a(), step)),
    conjugate: () => open(evaluator.conjugate(a())),
  };
}
