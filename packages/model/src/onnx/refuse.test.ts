import { describe, expect, it } from "vitest";
import { GraphError, type GraphErrorCode } from "../graph/index.ts";
import { fixtureBytes, fixtureJson } from "../test-support/onnx-fixtures.ts";
import { readOnnx } from "./index.ts";

/** The code of each file that must be refused, and what the message must name (fixtures/refuse/refuse.json in words). */
const REFUSED: Readonly<Record<string, readonly [code: GraphErrorCode, ...names: string[]]>> = {
  "lstm.onnx": ["OPERATOR_UNSUPPORTED", '"LSTM"', '"/lstm/LSTM"'],
  "random-forest.onnx": ["OPERATOR_UNSUPPORTED", '"ai.onnx.ml.TreeEnsembleClassifier"'],
  "if.onnx": ["OPERATOR_UNSUPPORTED", '"If"', '"choose"'],
  "loop.onnx": ["OPERATOR_UNSUPPORTED", '"Loop"', '"shrink"'],
  "nan-weights.onnx": ["WEIGHTS_NOT_FINITE", 'initializer "1.weight"'],
  "nan-coefficients.onnx": ["WEIGHTS_NOT_FINITE", 'attribute "coefficients" of ai.onnx.ml.LinearClassifier'],
  "external-missing.onnx": ["EXTERNAL_DATA", '"external-missing.onnx.data"'],
  "truncated.onnx": ["MODEL_DAMAGED", "cut off or damaged"],
  "empty.onnx": ["MODEL_EMPTY", "empty"],
  "text.onnx": ["MODEL_NOT_ONNX", "not an ONNX file"],
  "no-graph.onnx": ["GRAPH_MISSING", "no graph"],
  "huge-length.onnx": ["MODEL_DAMAGED", "cut off or damaged"],
  "opset-99.onnx": ["OPSET_UNSUPPORTED", "opset 99", "28"],
  "huge-tensor.onnx": ["TENSOR_INVALID", 'initializer "w"', "2147483648 bytes", "16 bytes"],
  "cycle.onnx": ["GRAPH_CYCLE", "cycle", '"first"', '"second"'],
  "duplicate-output.onnx": ["NAME_DUPLICATE", '"h"', '"left"', '"right"'],
  "undefined-input.onnx": ["NAME_UNDEFINED", '"bias"', '"dense"'],
};

describe("readOnnx refuses", () => {
  const { cases } = fixtureJson<{ cases: readonly { file: string; problem: string }[] }>("refuse/refuse.json");

  it("every file of the list, and no file is missing from this test", () => {
    expect(cases.map(({ file }) => file).sort()).toEqual(Object.keys(REFUSED).sort());
  });

  for (const { file, problem } of cases) {
    it(`${file}: ${problem}`, () => {
      const error = refusal(fixtureBytes(`refuse/${file}`));
      const [code, ...names] = REFUSED[file]!;
      expect(error.code).toBe(code);
      for (const name of names) expect(error.message).toContain(name);
    });
  }

  it("convolutions, for now", () => {
    const error = refusal(fixtureBytes("digits-cnn-legacy.onnx"));
    expect(error).toMatchObject({ code: "OPERATOR_UNSUPPORTED", operator: "Conv" });
  });

  it("external data that was not given, and external data with a folder in its name", () => {
    const bytes = fixtureBytes("heart-torch-silu-external.onnx");
    expect(refusal(bytes).code).toBe("EXTERNAL_DATA");
    const outside = replaceText(bytes, "heart-torch-silu-external.onnx.data", "../../../../../../../../etc/passwd-");
    const files = new Map([["../../../../../../../../etc/passwd-", new Uint8Array(1 << 16)]]);
    expect(refusal(outside, files)).toMatchObject({
      code: "EXTERNAL_DATA",
      reason: expect.stringContaining("no plain file name"),
    });
  });

  it("external data that ends too early", () => {
    const files = new Map([["heart-torch-silu-external.onnx.data", new Uint8Array(100)]]);
    const error = refusal(fixtureBytes("heart-torch-silu-external.onnx"), files);
    expect(error.code).toBe("EXTERNAL_DATA");
  });
});

function refusal(bytes: Uint8Array, externalData?: ReadonlyMap<string, Uint8Array>): GraphError {
  try {
    readOnnx(bytes, externalData === undefined ? {} : { externalData });
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error("the file was read");
}

/** The bytes with each occurrence of a text replaced by another of the same length. */
function replaceText(bytes: Uint8Array, from: string, to: string): Uint8Array {
  expect(to.length).toBe(from.length);
  const text = Buffer.from(bytes).toString("latin1").replaceAll(from, to);
  return new Uint8Array(Buffer.from(text, "latin1"));
}
