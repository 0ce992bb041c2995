import type { BinaryFunction } from "../../graph/binary-function.ts";
import { numberTensor } from "../../graph/tensor.ts";
import type { NodeReader, OperatorReader } from "../node-reader.ts";

/** Add, Greater, And and the like: two inputs, element by element. */
export function binary(name: BinaryFunction): OperatorReader {
  return (node) => {
    node.emit({ kind: "binary", function: name, inputs: [node.input(0), node.input(1)] }, node.output(0));
  };
}

/** Sum, Min and Max of any number of inputs, as a chain of two at a time. */
export function variadic(name: "add" | "min" | "max"): OperatorReader {
  return (node) => {
    const inputs = node.inputs();
    const last = inputs.length - 1;
    if (last === 0) node.emit({ kind: "identity", inputs }, node.output(0));
    inputs.reduce((total, input, index) =>
      node.emit(
        { kind: "binary", function: name, inputs: [total, input] },
        index === last ? node.output(0) : undefined,
      ),
    );
  };
}

/** Mean of several inputs. */
export function mean(node: NodeReader): void {
  const inputs = node.inputs();
  const total = inputs.reduce((sum, input) => node.emit({ kind: "binary", function: "add", inputs: [sum, input] }));
  const count = node.constant(numberTensor("float", [], [inputs.length]));
  node.emit({ kind: "binary", function: "div", inputs: [total, count] }, node.output(0));
}

export function where(node: NodeReader): void {
  node.emit({ kind: "where", inputs: [node.input(0), node.input(1), node.input(2)] }, node.output(0));
}

export function matMul(node: NodeReader): void {
  node.emit({ kind: "matMul", inputs: [node.input(0), node.input(1)] }, node.output(0));
}

export function gemm(node: NodeReader): void {
  const bias = node.optionalInput(2);
  node.emit(
    {
      kind: "gemm",
      inputs: [node.input(0), node.input(1), ...(bias === undefined ? [] : [bias])],
      alpha: node.attributes.float("alpha", 1),
      beta: node.attributes.float("beta", 1),
      transposeA: node.attributes.flag("transA", false),
      transposeB: node.attributes.flag("transB", false),
    },
    node.output(0),
  );
}

/** Inference only: the statistics are those of the training, and nothing but the first output may be used. */
export function batchNormalization(node: NodeReader): void {
  node.attributes.ignore("momentum");
  if (node.attributes.flag("training_mode", false)) {
    throw node.unsupported("is in training mode", "Call model.eval() before the export");
  }
  if (node.attributes.int("spatial", 1) !== 1) throw node.unsupported("spatial must be 1");
  node.emit(
    {
      kind: "batchNormalization",
      inputs: [0, 1, 2, 3, 4].map((index) => node.input(index)),
      epsilon: node.attributes.float("epsilon", 1e-5),
    },
    node.output(0),
  );
}
