import { create } from "@bufbuild/protobuf";
import { numberTensor, type Tensor } from "../graph/tensor.ts";
import { type AttributeValue, attributeProto } from "./attribute-proto.ts";
import { type NodeProto, NodeProtoSchema, type TensorProto } from "./generated/onnx-ml_pb.ts";
import { tensorProto } from "./tensor-proto.ts";

/** Collects the nodes and initializers of a file, each under a name of its own. */
export class OnnxWriter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  private readonly nodeNames = new Set<string>();
  private made = 0;

  addConstant(name: string, tensor: Tensor): void {
    this.initializers.push(tensorProto(name, tensor));
  }

  /** A constant of the writer's own. */
  constant(tensor: Tensor): string {
    const name = this.freshName("constant");
    this.addConstant(name, tensor);
    return name;
  }

  integers(values: readonly number[]): string {
    return this.constant(numberTensor("int", [values.length], values));
  }

  /** A name that no value of a graph has: those of the reader carry a number after another word. */
  freshName(hint: string): string {
    this.made += 1;
    return `${hint}#written${this.made}`;
  }

  /**
   * Adds a node.
   *
   * @param operator - `ml.` before the name puts it in the domain ai.onnx.ml
   */
  add(
    nodeName: string,
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): void {
    const [opType, domain] = operator.startsWith("ml.") ? [operator.slice(3), "ai.onnx.ml"] : [operator, ""];
    const name = this.nodeNames.has(nodeName) ? this.freshName(nodeName) : nodeName;
    this.nodeNames.add(name);
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    this.nodes.push(create(NodeProtoSchema, { name, opType, domain, input: [...inputs], output: [output], attribute }));
  }
}
