import { type Context, createEncoder, type ExtractedCiphertext, type PublicKey, registers } from "@velum/ckks";
import { createPublicKey, decryptExtracted, encrypt, generateSecretKey, type SecretKey } from "@velum/ckks/secret";
import { createClient } from "@velum/client";
import { infer, type LoadedModel, loadModel } from "@velum/evaluator";
import { runLinear } from "@velum/model";
import { createRequestId, type FramePlan, readBundle, readResponse, writeRequest } from "@velum/protocol";
import { measureAll, measureAsync } from "../measure.ts";
import type { BenchCase, BenchResult } from "../result.ts";
import { heartBundle } from "./heart-bundle.ts";
import { serveBundle } from "./serve-bundle.ts";

/** The promise of the heart model: every logit within it. */
const PROMISE = 4e-3;

/** The group `lr`: the parts of one encrypted heart prediction, in process and over loopback HTTP. */
export async function lrGroup(): Promise<readonly BenchResult[]> {
  const heart = await heartBundle();
  const loaded = await loadModel(readBundle(heart.bundle));
  const [served] = loaded.expectation.plans;
  const { plan, context } = served!;
  const question = new Question(loaded, plan, context, heart.values);
  const expected = runLinear(heart.model, heart.values)[0]!;
  const error = (response: Uint8Array): number => {
    const difference = Math.abs(question.open(response) - expected);
    if (!(difference <= PROMISE)) throw new Error(`wrong logit: off by ${difference}`);
    return difference;
  };
  const check = (): number => error(infer(loaded, question.bytes));
  const checked = "the decrypted logit against the clear model";
  const response = infer(loaded, question.bytes);
  const cases: readonly BenchCase[] = [
    { name: "server-linear-part", run: linearPart(loaded, plan, context, question), check, checked },
    { name: "server-request-to-response", run: () => infer(loaded, question.bytes), check, checked },
    { name: "client-key-and-encrypt", run: () => new Question(loaded, plan, context, heart.values), check, checked },
    { name: "client-decrypt", run: () => question.open(response), check, checked },
  ];
  const shared = { engine: "velum", ringDegree: context.parameters.ringDegree, parameters: "30+22" } as const;
  return [...measureAll(cases, shared), await loopback(heart, expected, shared)];
}

/** What a client holds of one request. */
class Question {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ciphertext: ReturnType<typeof encrypt>;
  readonly publicKey: PublicKey;
  readonly #secret: SecretKey;
  readonly #read: (response: Uint8Array) => ExtractedCiphertext;
  readonly #context: Context;

  constructor({ contractDigest }: LoadedModel, plan: FramePlan, context: Context, values: ArrayLike<number>) {
    this.#context = context;
    this.#secret = generateSecretKey(context);
    this.publicKey = createPublicKey(context, this.#secret, { level: plan.keys.publicKeyLevel });
    this.ciphertext = encrypt(context, this.#secret, createEncoder(context).encodeCoefficients(values, plan.input));
    const requestId = createRequestId();
    const { publicKey, ciphertext } = this;
    const content = { requestId, contractDigest, plan: plan.name, rows: 1, chunk: 0, publicKey };
    const { bytes, digest } = writeRequest(context, { ...content, ciphertexts: [ciphertext] });
    this.bytes = bytes;
    const expected = { context, plan, contractDigest, requestId, requestDigest: digest, chunk: 0 };
    this.#read = (response) => readResponse(response, expected);
  }

  open(response: Uint8Array): number {
    return decryptExtracted(this.#context, this.#secret, this.#read(response), { step: 2 ** -11 })[0]!;
  }
}

/** The product with the weights and its rescale alone, on a ciphertext that is in memory. */
function linearPart(loaded: LoadedModel, plan: FramePlan, context: Context, question: Question): () => void {
  const [weights] = loaded.programs.get(plan.name)!.factors.values();
  const input = registers.loadRegister(context, question.ciphertext);
  return () => {
    const product = registers.multiplyPlain(context, input, weights!);
    const result = registers.rescale(context, product);
    registers.freeRegister(context, product);
    registers.freeRegister(context, result);
  };
}

/** One prediction by the client library over HTTP, the server in a process of its own. */
async function loopback(
  heart: Awaited<ReturnType<typeof heartBundle>>,
  expected: number,
  shared: Pick<BenchResult, "engine" | "ringDegree" | "parameters">,
): Promise<BenchResult> {
  const server = await serveBundle(heart.bundle);
  try {
    const client = await createClient({ url: server.url, model: "heart" });
    const predict = async (): Promise<number> => (await client.predict(heart.row)).logits[0]!;
    const error = Math.abs((await predict()) - expected);
    if (!(error <= PROMISE)) throw new Error(`wrong logit over HTTP: off by ${error}`);
    const timing = await measureAsync("loopback-prediction", predict);
    client.close();
    return {
      case: "loopback-prediction",
      ...shared,
      unit: "us",
      ...timing,
      error,
      checked: "the logit against the clear model",
    };
  } finally {
    await server.stop();
  }
}
