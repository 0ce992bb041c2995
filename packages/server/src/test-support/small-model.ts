import { type Context, createContext, createEncoder, presets, toLevel, toScale } from "@velum/ckks";
import { createPublicKey, decryptExtracted, encrypt, generateSecretKey, type SecretKey } from "@velum/ckks/secret";
import { compilableLinear, compile } from "@velum/compiler";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import { createLinearModel } from "@velum/model";
import {
  type Bundle,
  createRequestId,
  type EncryptedRequest,
  type RequestId,
  readBundle,
  readResponse,
  writeRequest,
} from "@velum/protocol";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";

/** The small model of these tests: 1.5 a - 0.75 b + 0.25. */
export const smallModel = (a: number, b: number): number => 1.5 * a - 0.75 * b + 0.25;

const feature = (name: string) =>
  ({ kind: "numeric", name, label: name, unit: "", optional: false, minimum: -1, maximum: 1 }) as const;

/** A compiled bundle of the small model. */
export function smallBundle({ name = "small", version = "1" } = {}): Uint8Array<ArrayBuffer> {
  const schema = checkSchema({ features: [feature("a"), feature("b")] });
  const steps = ["a", "b"].map((column) => ({ feature: column, encode: { kind: "number" } }));
  const parts = { featureNames: ["a", "b"], outputNames: ["logit"], weights: [1.5, -0.75], bias: [0.25] };
  const model = compilableLinear(createLinearModel(parts), {
    schema,
    preprocessing: checkPreprocessing({ steps }, schema),
    postprocessing: checkPostprocessing({ kind: "sigmoid", name: "p", labels: ["no", "yes"], threshold: 0.5 }),
  });
  return compile(model, { name, version, protection: "standard", plans: ["dot"] }).bundle;
}

export const loadSmallModel = (names: { name?: string; version?: string } = {}): Promise<LoadedModel> =>
  loadModel(readBundle(smallBundle(names)));

/** An encrypted question, and how to read its answer. */
export interface Question {
  readonly request: EncryptedRequest;
  readonly requestId: RequestId;
  read(response: Uint8Array): number;
}

/** A client of these tests: key, encryption and decryption by the scheme itself. */
export interface SmallClient {
  readonly context: Context;
  ask(a: number, b: number): Question;
  /** A secret key of the same parameters, for tests that send one where none belongs. */
  secret(): SecretKey;
}

export async function createSmallClient({ contract, contractDigest }: Bundle | LoadedModel): Promise<SmallClient> {
  const context = await createContext(presets.linear);
  const plan = contract.plans[0]!;
  const { maxLevel } = context.parameters;
  const encoder = createEncoder(context);

  function ask(a: number, b: number): Question {
    const secret = generateSecretKey(context);
    const level = toLevel(plan.input.level, maxLevel);
    const plaintext = encoder.encodeCoefficients([a, b], { level, scale: toScale(plan.input.scale) });
    const requestId = createRequestId();
    const publicKey = createPublicKey(context, secret, { level: toLevel(plan.keys.publicKeyLevel, maxLevel) });
    const ciphertexts = [encrypt(context, secret, plaintext)];
    const request = writeRequest(context, {
      requestId,
      contractDigest,
      plan: plan.name,
      rows: 1,
      chunk: 0,
      publicKey,
      ciphertexts,
    });
    const read = (response: Uint8Array): number => {
      const expectation = { context, plan, contractDigest, requestId, requestDigest: request.digest, chunk: 0 };
      const [result] = readResponse(response, expectation);
      return decryptExtracted(context, secret, result!, { step: plan.precision.roundingStep })[0]!;
    };
    return { request, requestId, read };
  }

  return { context, ask, secret: () => generateSecretKey(context) };
}
