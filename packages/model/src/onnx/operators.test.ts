import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { floatTensor, numberTensor, runGraph, stringTensor, type Tensor } from "../graph/index.ts";
import {
  type AttributeValue,
  buildOnnx,
  DataType,
  floatInitializer,
  intInitializer,
  onnxNode,
  type SmallModel,
} from "../test-support/build-onnx.ts";
import { runOnnxRuntime } from "../test-support/onnx-runtime.ts";
import { readOnnx } from "./index.ts";

const { FLOAT, INT64, STRING } = DataType;

/** Runs a model here and in onnxruntime, and expects the same outputs up to float32 rounding. */
async function expectSame(model: SmallModel, inputs: Readonly<Record<string, Tensor>>): Promise<void> {
  const bytes = buildOnnx(model);
  const given = new Map(Object.entries(inputs));
  const expected = await runOnnxRuntime(bytes, given, model.outputs);
  const actual = runGraph(readOnnx(bytes), given);
  for (const [name, tensor] of expected) {
    expect(actual.get(name)).toMatchObject({ elementType: tensor.elementType, shape: tensor.shape });
    expectClose(actual.get(name) as Tensor, tensor);
  }
}

function expectClose(actual: Tensor, expected: Tensor): void {
  if (expected.elementType === "string" || actual.elementType === "string") {
    expect(actual.data).toEqual(expected.data);
    return;
  }
  const largest = Math.max(1, ...expected.data.map(Math.abs));
  for (let i = 0; i < expected.data.length; i++) {
    const gap = Math.abs(actual.data[i]! - expected.data[i]!);
    expect(gap, `element ${i}: ${actual.data[i]} for ${expected.data[i]}`).toBeLessThanOrEqual(1e-5 * largest);
  }
}

/** A float32 that is not so small that onnxruntime flushes it to zero. */
const ordinary = fc.float({ min: -6, max: 6, noNaN: true }).map((value) => (Math.abs(value) < 1e-3 ? 0 : value));

/** A table of small floats. */
const table = fc
  .record({ rows: fc.integer({ min: 1, max: 4 }), columns: fc.integer({ min: 2, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(ordinary, { minLength: rows * columns, maxLength: rows * columns })
      .map((data) => floatTensor([rows, columns], data)),
  );

/** One operator on one table of any size; `attributes` and `extra` inputs may depend on the number of columns. */
interface OneTable {
  readonly operator: string;
  readonly opset?: number;
  readonly attributes?:
    | Readonly<Record<string, AttributeValue>>
    | ((columns: number) => Record<string, AttributeValue>);
  readonly extra?: readonly number[] | ((columns: number) => readonly number[]);
  readonly integers?: boolean;
}

const ONE_TABLE: readonly OneTable[] = [
  ..."Neg Abs Exp Erf Relu Sigmoid Tanh Softplus Softsign Elu LeakyRelu HardSigmoid HardSwish Selu Identity"
    .split(" ")
    .map((operator) => ({ operator })),
  ...["Neg", "Relu", "Sigmoid", "Tanh", "Exp", "Elu"].map((operator) => ({ operator, opset: 9 })),
  { operator: "Mish", opset: 18 },
  { operator: "Gelu", opset: 20 },
  { operator: "Gelu", opset: 20, attributes: { approximate: "tanh" } },
  { operator: "Elu", attributes: { alpha: 0.7 } },
  { operator: "HardSigmoid", attributes: { alpha: 0.3, beta: 0.1 } },
  { operator: "LeakyRelu", opset: 9, attributes: { alpha: 0.2 } },
  { operator: "PRelu", extra: [0.25] },
  { operator: "Clip", opset: 9, attributes: { min: -1, max: 2.5 } },
  { operator: "Clip", opset: 9 },
  { operator: "Softmax" },
  { operator: "Softmax", opset: 11 },
  { operator: "LogSoftmax", attributes: { axis: 1n } },
  { operator: "Flatten" },
  { operator: "Transpose", attributes: { perm: [0n, 1n] } },
  { operator: "ReduceSum", opset: 11, attributes: { axes: [1n] } },
  { operator: "ReduceSum", extra: [1], integers: true },
  { operator: "ReduceMean", attributes: { axes: [-1n], keepdims: 0n } },
  { operator: "ReduceMean", opset: 18, extra: [1], integers: true },
  { operator: "ReduceProd", attributes: { axes: [1n] } },
  { operator: "ReduceMax", attributes: { axes: [1n] } },
  { operator: "ReduceMin", attributes: { axes: [1n], keepdims: 0n } },
  { operator: "ArgMax", attributes: { axis: 1n } },
  { operator: "ArgMin", attributes: { axis: 1n, keepdims: 0n, select_last_index: 1n } },
  { operator: "Slice", opset: 9, attributes: { starts: [1n], ends: [9223372036854775807n], axes: [1n] } },
  { operator: "Gather", extra: [1, 0, -1], attributes: { axis: 1n }, integers: true },
  { operator: "ml.ArrayFeatureExtractor", extra: [1, 0], integers: true },
  { operator: "Reshape", extra: (columns) => [-1, 1, columns], integers: true },
  { operator: "Reshape", extra: [0, 1, -1], integers: true },
  { operator: "Unsqueeze", opset: 11, attributes: { axes: [1n] } },
  { operator: "Unsqueeze", extra: [-1, 1], integers: true },
  { operator: "Dropout", opset: 11, attributes: { ratio: 0.5 } },
  { operator: "Pow", extra: [2] },
  { operator: "Cast", attributes: { to: BigInt(INT64) } },
  { operator: "Cast", attributes: { to: BigInt(DataType.BOOL) } },
  { operator: "Add", extra: (columns) => Array.from({ length: columns }, (_, i) => i - 1.5) },
  { operator: "Div", extra: (columns) => Array.from({ length: columns }, (_, i) => i + 1.5) },
  { operator: "Greater", extra: [0] },
  { operator: "LessOrEqual", extra: [0] },
  { operator: "Max", extra: [0.5] },
  { operator: "ml.Binarizer", attributes: { threshold: 0.5 } },
  { operator: "ml.Normalizer", attributes: { norm: "L1" } },
  { operator: "ml.Normalizer", attributes: { norm: "L2" } },
  { operator: "ml.Normalizer", attributes: { norm: "MAX" } },
  { operator: "ml.Scaler", attributes: { offset: [0.5], scale: [2] } },
  { operator: "ml.Imputer", attributes: { imputed_value_floats: [3], replaced_value_float: 0 } },
  { operator: "ml.FeatureVectorizer", attributes: (columns) => ({ inputdimensions: [BigInt(columns)] }) },
  { operator: "ml.LabelEncoder", attributes: { keys_floats: [0, 1], values_int64s: [7n, 8n], default_int64: -3n } },
];

describe("one operator on a table agrees with onnxruntime", () => {
  for (const { operator, opset = 17, attributes = {}, extra, integers = false } of ONE_TABLE) {
    it(`${operator} of opset ${opset} ${describeAttributes(attributes)}`, async () => {
      await fc.assert(
        fc.asyncProperty(table, async (x) => {
          const columns = x.shape[1]!;
          const values = typeof extra === "function" ? extra(columns) : extra;
          const initializer = integers ? intInitializer : floatInitializer;
          const model: SmallModel = {
            opset,
            inputs: { x: [FLOAT, [null, columns]] },
            initializers: values === undefined ? [] : [initializer("extra", [values.length], values)],
            nodes: [
              onnxNode(
                operator,
                values === undefined ? ["x"] : ["x", "extra"],
                ["y"],
                typeof attributes === "function" ? attributes(columns) : attributes,
              ),
            ],
            outputs: ["y"],
          };
          await expectSame(model, { x });
        }),
        { numRuns: 5 },
      );
    });
  }
});

function describeAttributes(attributes: OneTable["attributes"]): string {
  return typeof attributes === "object" ? Object.keys(attributes).join(", ") : "";
}

describe("other forms agree with onnxruntime", () => {
  const x = floatTensor([3, 4], [1, -2, 3, 0.5, 4, 5, -6, 7, -1, 0, 2, 9]);
  const input: SmallModel["inputs"] = { x: [FLOAT, [null, 4]] };

  it("Gemm with both transposes, factors and a bias of one row", async () => {
    const model: SmallModel = {
      inputs: input,
      initializers: [floatInitializer("w", [2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), floatInitializer("c", [1, 2], [0.5, -1])],
      nodes: [
        onnxNode("Transpose", ["x"], ["t"]),
        onnxNode("Gemm", ["t", "w", "c"], ["y"], { transA: 1n, transB: 1n, alpha: 0.5, beta: 2 }),
      ],
      outputs: ["y"],
    };
    await expectSame(model, { x });
  });

  it("Split in unequal and in equal parts", async () => {
    const parts = ["a", "b"];
    await expectSame(
      {
        opset: 11,
        inputs: input,
        nodes: [onnxNode("Split", ["x"], parts, { axis: 1n, split: [3n, 1n] })],
        outputs: parts,
      },
      { x },
    );
    const sizes = intInitializer("sizes", [2], [1, 3]);
    const node = onnxNode("Split", ["x", "sizes"], parts, { axis: 1n });
    await expectSame({ inputs: input, initializers: [sizes], nodes: [node], outputs: parts }, { x });
    const equal = onnxNode("Split", ["x"], ["a", "b", "c"], { axis: -1n, num_outputs: 3n });
    await expectSame(
      { opset: 18, inputs: { x: [FLOAT, [null, 5]] }, nodes: [equal], outputs: ["a", "b", "c"] },
      {
        x: floatTensor([2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
      },
    );
  });

  it("Slice with steps, backwards, from the end, on several axes", async () => {
    for (const [starts, ends, axes, steps] of [
      [[1], [4], [1], [2]],
      [[-1], [-(2 ** 63)], [1], [-1]],
      [[-3], [1000], [1], [1]],
      [
        [0, 3],
        [9e15, 0],
        [0, 1],
        [1, -2],
      ],
    ] as const) {
      const initializers = Object.entries({ starts, ends, axes, steps }).map(([name, values]) =>
        intInitializer(name, [values.length], values),
      );
      const nodes = [onnxNode("Slice", ["x", "starts", "ends", "axes", "steps"], ["y"])];
      await expectSame({ inputs: input, initializers, nodes, outputs: ["y"] }, { x });
    }
  });

  it("Squeeze of named axes", async () => {
    const tall = { x: [FLOAT, [null, 1, 4, 1]] } as const;
    const values = { x: floatTensor([3, 1, 4, 1], [...x.data]) };
    const old = onnxNode("Squeeze", ["x"], ["y"], { axes: [1n, -1n] });
    await expectSame({ opset: 11, inputs: tall, nodes: [old], outputs: ["y"] }, values);
    const initializers = [intInitializer("axes", [1], [3])];
    await expectSame(
      { inputs: tall, initializers, nodes: [onnxNode("Squeeze", ["x", "axes"], ["y"])], outputs: ["y"] },
      values,
    );
  });

  it("MatMul of stacks, and Where of a comparison", async () => {
    const model: SmallModel = {
      inputs: { x: [FLOAT, [null, 2, 2]] },
      initializers: [floatInitializer("w", [2, 3], [1, 2, 3, 4, 5, 6]), floatInitializer("zero", [], [0])],
      nodes: [
        onnxNode("MatMul", ["x", "w"], ["m"]),
        onnxNode("Greater", ["m", "zero"], ["c"]),
        onnxNode("Where", ["c", "m", "zero"], ["y"]),
      ],
      outputs: ["m", "y"],
    };
    await expectSame(model, { x: floatTensor([3, 2, 2], [...x.data]) });
  });

  it("BatchNormalization of tables and of channels", async () => {
    for (const shape of [
      [2, 4],
      [2, 4, 3],
    ]) {
      const data = Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.fround(Math.sin(i) * 3));
      const statistics = {
        scale: [1, 2, 0.5, -1],
        bias: [0, 1, 2, 3],
        mean: [0.5, 0, -1, 2],
        variance: [1, 2, 3, 0.1],
      };
      const model: SmallModel = {
        inputs: { x: [FLOAT, [null, ...shape.slice(1)]] },
        initializers: Object.entries(statistics).map(([name, values]) => floatInitializer(name, [4], values)),
        nodes: [onnxNode("BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"], { epsilon: 1e-3 })],
        outputs: ["y"],
      };
      await expectSame(model, { x: floatTensor(shape, data) });
    }
  });

  it("a Reshape to the shape that the model computes from its input, as torch writes x.view(x.size(0), -1)", async () => {
    const model: SmallModel = {
      inputs: { x: [FLOAT, [null, 2, 2]] },
      initializers: [
        intInitializer("zero", [], [0]),
        intInitializer("axis", [1], [0]),
        intInitializer("rest", [1], [-1]),
      ],
      nodes: [
        onnxNode("Shape", ["x"], ["sizes"]),
        onnxNode("Gather", ["sizes", "zero"], ["rows"]),
        onnxNode("Unsqueeze", ["rows", "axis"], ["first"]),
        onnxNode("Concat", ["first", "rest"], ["target"], { axis: 0n }),
        onnxNode("Reshape", ["x", "target"], ["y"]),
      ],
      outputs: ["y"],
    };
    await expectSame(model, { x: floatTensor([3, 2, 2], [...x.data]) });
    expect(readOnnx(buildOnnx(model)).types.get("y")!.shape).toEqual([null, 4]);
  });

  it("words: OneHotEncoder, LabelEncoder, Gather and Concat", async () => {
    const model: SmallModel = {
      inputs: { x: [STRING, [null, 2]] },
      initializers: [intInitializer("first", [1], [0])],
      nodes: [
        onnxNode("Gather", ["x", "first"], ["column"], { axis: 1n }),
        onnxNode("ml.OneHotEncoder", ["column"], ["hot"], { cats_strings: ["a", "b", ""], zeros: 1n }),
        onnxNode("ml.LabelEncoder", ["x"], ["codes"], {
          keys_strings: ["a", "b"],
          values_floats: [0.5, 2],
          default_float: -1,
        }),
        onnxNode("Concat", ["x", "column"], ["three"], { axis: 1n }),
      ],
      outputs: ["hot", "codes", "three"],
    };
    await expectSame(model, { x: stringTensor([3, 2], ["a", "b", "", "zz", "other", "a"]) });
  });

  it("codes to words and back", async () => {
    const nodes = [
      onnxNode("ml.LabelEncoder", ["x"], ["words"], { keys_int64s: [1n, 2n], values_strings: ["one", "two"] }),
      onnxNode("ml.LabelEncoder", ["words"], ["again"], { keys_strings: ["one"], values_int64s: [10n] }),
    ];
    const model: SmallModel = { inputs: { x: [INT64, [null, 1]] }, nodes, outputs: ["words", "again"] };
    await expectSame(model, { x: numberTensor("int", [3, 1], [1, 2, 3]) });
  });

  it("arithmetic with integers cuts towards zero", async () => {
    const model: SmallModel = {
      inputs: { x: [INT64, [null, 3]] },
      initializers: [intInitializer("two", [], [2])],
      nodes: [onnxNode("Div", ["x", "two"], ["half"]), onnxNode("Pow", ["x", "two"], ["square"])],
      outputs: ["half", "square"],
    };
    await expectSame(model, { x: numberTensor("int", [2, 3], [-3, 3, 4, -5, 0, 7]) });
  });

  it("Sum and Mean of several tables", async () => {
    const nodes = [onnxNode("Sum", ["x", "x", "x"], ["s"]), onnxNode("Mean", ["x", "s"], ["m"])];
    await expectSame({ inputs: input, nodes, outputs: ["s", "m"] }, { x });
  });
});

describe("linear models agree with onnxruntime", () => {
  const weights = fc.array(
    ordinary.map((value) => Math.fround(value / 8)),
    { minLength: 64, maxLength: 64 },
  );
  const rows = fc.array(ordinary, { minLength: 15, maxLength: 15 });
  const inputs: SmallModel["inputs"] = { x: [FLOAT, [null, 3]] };

  async function check(
    operator: string,
    outputs: readonly string[],
    attributes: (w: number[]) => Record<string, AttributeValue>,
  ) {
    await fc.assert(
      fc.asyncProperty(weights, rows, async (w, data) => {
        const model: SmallModel = { inputs, nodes: [onnxNode(operator, ["x"], outputs, attributes(w))], outputs };
        await expectSame(model, { x: floatTensor([5, 3], data) });
      }),
      { numRuns: 8 },
    );
  }

  for (const transform of ["NONE", "LOGISTIC", "SOFTMAX"]) {
    it(`LinearClassifier with three classes and ${transform}`, () =>
      check("ml.LinearClassifier", ["label", "scores"], (w) => ({
        coefficients: w.slice(0, 9),
        intercepts: w.slice(9, 12),
        classlabels_strings: ["a", "b", "c"],
        post_transform: transform,
      })));

    it(`LinearClassifier with one row for two classes and ${transform}`, () =>
      check("ml.LinearClassifier", ["label", "scores"], (w) => ({
        coefficients: w.slice(0, 3),
        intercepts: w.slice(3, 4),
        classlabels_ints: [3n, 5n],
        post_transform: transform,
      })));

    if (transform === "SOFTMAX") continue;
    it(`SVMClassifier of two classes with vectors and ${transform}`, () =>
      check("ml.SVMClassifier", ["label", "scores"], (w) => ({
        kernel_type: "LINEAR",
        kernel_params: [0.1, 0, 3],
        classlabels_ints: [3n, 5n],
        vectors_per_class: [2n, 3n],
        support_vectors: w.slice(0, 15),
        coefficients: w.slice(15, 20),
        rho: w.slice(20, 21),
        post_transform: transform,
      })));
  }

  it("SVMClassifier of four classes with vectors", () =>
    check("ml.SVMClassifier", ["label", "scores"], (w) => ({
      kernel_type: "LINEAR",
      kernel_params: [0.1, 0, 3],
      classlabels_ints: [3n, 5n, 7n, 9n],
      vectors_per_class: [2n, 1n, 1n, 1n],
      support_vectors: w.slice(0, 15),
      coefficients: w.slice(15, 30),
      rho: w.slice(30, 36),
    })));

  it("SVMClassifier of three classes without vectors", () =>
    check("ml.SVMClassifier", ["label", "scores"], (w) => ({
      kernel_type: "LINEAR",
      kernel_params: [0.1, 0, 3],
      classlabels_ints: [3n, 5n, 7n],
      coefficients: w.slice(0, 9),
      rho: w.slice(9, 10),
    })));

  it("SVMRegressor with and without vectors", async () => {
    await check("ml.SVMRegressor", ["y"], (w) => ({
      kernel_type: "LINEAR",
      kernel_params: [0.1, 0, 3],
      n_supports: 4n,
      support_vectors: w.slice(0, 12),
      coefficients: w.slice(12, 16),
      rho: w.slice(16, 17),
    }));
    await check("ml.SVMRegressor", ["y"], (w) => ({
      kernel_type: "LINEAR",
      kernel_params: [0.1, 0, 3],
      coefficients: w.slice(0, 3),
      rho: w.slice(3, 4),
    }));
  });

  it("LinearRegressor of two targets", () =>
    check("ml.LinearRegressor", ["y"], (w) => ({
      coefficients: w.slice(0, 6),
      intercepts: w.slice(6, 8),
      targets: 2n,
    })));
});
