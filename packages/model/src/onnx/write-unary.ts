import type { UnaryNode } from "../graph/nodes/unary-node.ts";
import type { ScalarFunctionName } from "../graph/scalar-function.ts";
import { floatTensor } from "../graph/tensor.ts";
import type { OnnxWriter } from "./onnx-writer.ts";

/** Functions of one number are operators of the same name; Clip takes its bounds as inputs, Swish comes with opset 24. */
export function writeUnary(writer: OnnxWriter, node: UnaryNode): void {
  const { name, inputs, output, function: description } = node;
  switch (description.name) {
    case "clip":
      writeClip(writer, node, description.min, description.max);
      return;
    case "swish":
      writeSwish(writer, node, description.alpha);
      return;
    case "elu":
    case "leakyRelu":
      writer.add(name, operatorOf(description.name), inputs, output, { alpha: description.alpha });
      return;
    case "hardSigmoid":
      writer.add(name, "HardSigmoid", inputs, output, { alpha: description.alpha, beta: description.beta });
      return;
    case "hardSwish":
      writeHardSwish(writer, node, description);
      return;
    case "gelu":
      writer.add(name, "Gelu", inputs, output, { approximate: description.approximation });
      return;
    default:
      writer.add(name, operatorOf(description.name), inputs, output);
  }
}

function operatorOf(name: ScalarFunctionName): string {
  return name === "leakyRelu" ? "LeakyRelu" : name[0]!.toUpperCase() + name.slice(1);
}

function writeClip(writer: OnnxWriter, { name, inputs, output }: UnaryNode, min: number, max: number): void {
  const bound = (value: number) => (Number.isFinite(value) ? writer.constant(floatTensor([], [value])) : "");
  writer.add(name, "Clip", [...inputs, bound(min), bound(max)], output);
}

function writeSwish(writer: OnnxWriter, { name, inputs, output }: UnaryNode, alpha: number): void {
  const scaled = writer.freshName(output);
  const gate = writer.freshName(output);
  writer.add(name, "Mul", [inputs[0]!, writer.constant(floatTensor([], [alpha]))], scaled);
  writer.add(name, "Sigmoid", [scaled], gate);
  writer.add(name, "Mul", [inputs[0]!, gate], output);
}

/** The operator HardSwish has fixed numbers; HardSigmoid takes any. */
function writeHardSwish(
  writer: OnnxWriter,
  { name, inputs, output }: UnaryNode,
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): void {
  const gate = writer.freshName(output);
  writer.add(name, "HardSigmoid", inputs, gate, { alpha, beta });
  writer.add(name, "Mul", [inputs[0]!, gate], output);
}
