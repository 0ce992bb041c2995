import {
  type Context,
  createContext,
  createExtracted,
  type ExtractedBody,
  presets,
  toLevel,
  toScale,
} from "@velum/ckks";
import { SecretKey } from "@velum/ckks/secret";
import { infer, type LoadedModel } from "@velum/evaluator";
import { INFER_HEADER_LENGTH, readRequest, writeResponse } from "@velum/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { errorOf } from "../reference/code-of.ts";
import { clearLogit, servedModel } from "../reference/served-model.ts";
import { type Behaviour, type Seen, startServer, type TestServer } from "../reference/test-server.ts";
import { createClient } from "./create-client.ts";

const N = presets.linear.ringDegree;

let model: LoadedModel;
let server: TestServer;
beforeAll(async () => {
  model = await servedModel();
  server = await startServer(model);
});
afterEach(() => {
  server.behaviour = {};
  vi.restoreAllMocks();
});
afterAll(() => server.stop());

const row = { age: 63.125, state: "sick" } as const;

/** A frame that passes every check and holds whatever c_0 and c_1 the server likes. */
function forge(request: Uint8Array, constant: number, mask: Float64Array<ArrayBuffer>): Uint8Array {
  const { level, scale, modulusBits, positions } = model.contract.plans[0]!.response;
  const body: ExtractedBody = {
    kind: "truncated",
    modulusBits: modulusBits!,
    constants: Float64Array.of(constant),
    masks: [mask],
  };
  return writeResponse(
    readRequest(request, model.expectation),
    createExtracted({ parameters: presets.linear, level: toLevel(level, 1), scale: toScale(scale), positions, body }),
  );
}

/** Just below half the response's modulus: twice the proved bound. */
const largest = (): number => 2 ** (model.contract.plans[0]!.response.modulusBits! - 1) - 1;

/** Remembers the coefficients of every secret at the moment it is wiped. */
function watchSecrets(): Int8Array[] {
  const secrets: Int8Array[] = [];
  const dispose = SecretKey.prototype.dispose;
  vi.spyOn(SecretKey.prototype, "dispose").mockImplementation(function (this: SecretKey) {
    secrets.push(this.material.coefficients.slice());
    dispose.call(this);
  });
  return secrets;
}

const flip = (frame: Uint8Array, at: number): Uint8Array => {
  const copy = frame.slice();
  copy[at] = copy[at]! ^ 1;
  return copy;
};

/** What a server may send instead of an answer, and what the client makes of it. */
const GARBAGE: readonly (readonly [name: string, behaviour: Behaviour, code: string])[] = [
  ["another request's id", { answer: (frame) => flip(infer(model, frame), 45) }, "RESPONSE_REFUSED"],
  ["a broken payload", { answer: (frame) => flip(infer(model, frame), 3000) }, "RESPONSE_REFUSED"],
  ["a frame cut short", { answer: (frame) => infer(model, frame).subarray(0, -1) }, "RESPONSE_REFUSED"],
  ["the request itself", { answer: (frame) => frame.subarray(0, 6000) }, "RESPONSE_REFUSED"],
  ["an old answer", { answer: replay() }, "RESPONSE_REFUSED"],
  [
    "a value out of range",
    { answer: (frame) => forge(frame, largest(), new Float64Array(N).fill(1)) },
    "RESULT_OUT_OF_RANGE",
  ],
  [
    "JSON",
    {
      takeOver: (response) => {
        response.writeHead(200, { "content-type": "application/json" }).end('{"outputs":[{"data":[0.1]}]}');
        return true;
      },
    },
    "SERVER_ANSWER_INVALID",
  ],
  [
    "a wrong length of the JSON",
    {
      takeOver: (response) => {
        response.writeHead(200, { [INFER_HEADER_LENGTH]: "7" }).end(new Uint8Array(100));
        return true;
      },
    },
    "SERVER_ANSWER_INVALID",
  ],
  [
    "an error that asks for the secret",
    {
      takeOver: (response) => {
        response.writeHead(422).end('{"code":"SECRET_KEY_WANTED","detail":"send it"}');
        return true;
      },
    },
    "SERVER_REFUSED",
  ],
];

/** The same valid answer to every question. */
function replay(): (frame: Uint8Array) => Uint8Array {
  let first: Uint8Array | undefined;
  return (frame) => {
    const answer = infer(model, frame);
    // The second client of the test gets what the first got.
    first ??= answer;
    return first === answer ? flip(answer, 60) : first;
  };
}

/** What a session of one prediction shows a server: everything but the ciphertext's bytes, which are always fresh. */
async function traceOf(behaviour: Behaviour): Promise<{ trace: unknown; outcome: string }> {
  server.behaviour = behaviour;
  const before = server.seen.length;
  const client = await createClient({ url: server.url, model: "test" });
  const outcome = await client.predict(row).then(
    () => "answered",
    (error: { code: string }) => error.code,
  );
  client.close();
  const visible = ({ line, headers, body }: Seen): unknown => ({ line, headers, length: body.length });
  return { trace: server.seen.slice(before).map(visible), outcome };
}

describe("a hostile server", () => {
  test("sees the same requests whatever it answers (C2), and gets typed refusals", async () => {
    const good = await traceOf({});
    expect(good.outcome).toBe("answered");
    expect(good.trace).toHaveLength(2);
    for (const [name, behaviour, code] of GARBAGE) {
      const { trace, outcome } = await traceOf(behaviour);
      expect([name, outcome]).toEqual([name, code]);
      expect(trace).toEqual(good.trace);
    }
  });

  test("a plausible lie is an answer like any other: nothing is sent about it", async () => {
    const lie = await traceOf({ answer: (frame) => forge(frame, largest() >> 3, new Float64Array(N).fill(1, 0, 1)) });
    expect(lie).toEqual({ trace: (await traceOf({})).trace, outcome: "answered" });
  });

  test("learns nothing of the row or the value from an error, nor does a log (C1, C7)", async () => {
    for (const [, behaviour, code] of GARBAGE) {
      server.behaviour = behaviour;
      const client = await createClient({ url: server.url, model: "test" });
      const error = await errorOf(client.predict(row));
      expect(error.code).toBe(code);
      const told = `${error.message} ${JSON.stringify(error)} ${error.stack}`;
      expect(told).not.toMatch(/63\.125|sick|1\.3125/);
    }
    expect(clearLogit(63.125, "sick")).not.toBeNaN();
  });
});

describe("the one-time key (C1)", () => {
  test("a crafted answer reads eight coefficients of the key that is gone, and nothing of the next", async () => {
    const secrets = watchSecrets();
    const { positions, scale } = model.contract.plans[0]!.response;
    const position = positions[0]!;
    const step = model.contract.plans[0]!.precision.roundingStep;
    // Position p of c_1 s is the sum of c_1[p-i] s_i, with a minus sign beyond X^N: weights 3^i before the first eight
    // coefficients make a value of at most 3,280 steps, inside the bound of 8,192.
    const unit = Math.ceil(step * scale);
    const mask = new Float64Array(N);
    for (let i = 0; i < 8; i++) mask[(position - i + N) % N] = (i > position ? -unit : unit) * 3 ** i;
    server.behaviour = { answer: (frame) => forge(frame, 0, mask) };
    const client = await createClient({ url: server.url, model: "test" });
    const read: number[][] = [];
    for (let k = 0; k < 2; k++) {
      const { logits } = await client.predict(row);
      read.push(balancedTernary(Math.round((logits[0]! * scale) / unit), 8));
    }
    expect(secrets).toHaveLength(2);
    // Alive: an echoed value gives coefficients of its own key …
    secrets.forEach((secret, k) => {
      expect(read[k]).toEqual([...secret.subarray(0, 8)]);
    });
    // … and of no other: two keys agree where chance lets them, on a third of 2,048 coefficients (deviation 1 %).
    const alike = secrets[0]!.filter((s, i) => s === secrets[1]![i]).length / N;
    expect(alike).toBeGreaterThan(0.27);
    expect(alike).toBeLessThan(0.4);
  });

  test("is wiped after every call, however it ends", async () => {
    const secrets = watchSecrets();
    const client = await createClient({ url: server.url, model: "test", retries: 0 });
    await client.predict(row);
    for (const [, behaviour] of GARBAGE) {
      server.behaviour = behaviour;
      await client.predict(row).catch(() => {});
    }
    server.behaviour = { takeOver: (response) => response.destroy() !== undefined };
    await client.predict(row).catch(() => {});
    await client.predict(row, { signal: AbortSignal.abort() }).catch(() => {});
    expect(secrets).toHaveLength(GARBAGE.length + 3);
    expect(new Set(secrets.map((secret) => secret.join())).size).toBe(secrets.length);
  });
});

test("after a prediction the kernels' memory holds neither the values nor the secret (C8)", async () => {
  const context = await createContext(presets.linear);
  const residues: Uint32Array[] = [];
  const dispose = SecretKey.prototype.dispose;
  vi.spyOn(SecretKey.prototype, "dispose").mockImplementation(function (this: SecretKey) {
    residues.push(this.material.residues.slice(0, 4));
    // Alive: while the key lives, a search finds a copy that is put there.
    context.ring.engine.scopedSecret((scope) => {
      scope.load(this.material.residues);
      expect(holds(context, residues[0]!)).toBe(true);
    });
    dispose.call(this);
  });
  const client = await createClient({ url: server.url, model: "test" });
  await client.predict(row);
  expect(residues).toHaveLength(1);
  expect(holds(context, residues[0]!)).toBe(false);
  // age is the first value, standardized: (63.125 - 50) / 10, as float64.
  expect(holds(context, new Uint32Array(Float64Array.of(1.3125, 1).buffer))).toBe(false);
});

/** Whether the words stand one after the other anywhere in the kernels' memory. */
function holds(context: Context, words: Uint32Array): boolean {
  const memory = context.ring.engine.u32;
  for (let at = memory.indexOf(words[0]!); at >= 0; at = memory.indexOf(words[0]!, at + 1)) {
    if (words.every((word, i) => memory[at + i] === word)) return true;
  }
  return false;
}

/** Digits in {-1, 0, 1}, lowest first. */
function balancedTernary(value: number, count: number): number[] {
  const digits: number[] = [];
  for (let rest = value; digits.length < count; ) {
    const digit = (((rest % 3) + 4) % 3) - 1;
    digits.push(digit);
    rest = (rest - digit) / 3;
  }
  return digits;
}
