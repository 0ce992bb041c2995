import { GraphError } from "../graph/graph-error.ts";
import type { ValueType } from "../graph/shape.ts";
import { normalizeAxis } from "../graph/shape.ts";
import type { NumberTensor, Tensor } from "../graph/tensor.ts";
import type { Attributes } from "./attributes.ts";
import type { GraphBuilder, NodeContent } from "./graph-builder.ts";
import type { OnnxNode } from "./onnx-node.ts";

/** Reads one operator: what it says of a node through {@link NodeReader.emit} is what the node means. */
export type OperatorReader = (node: NodeReader) => void;

/** What a reader of operators sees of a node of the file, and where it puts what the node means. */
export class NodeReader {
  /** Version of the operator's domain. */
  readonly opset: number;
  readonly attributes: Attributes;
  readonly outputs: readonly string[];
  private readonly node: OnnxNode;
  private readonly builder: GraphBuilder;

  constructor(node: OnnxNode, builder: GraphBuilder, attributes: Attributes) {
    this.node = node;
    this.builder = builder;
    this.attributes = attributes;
    this.opset = node.opset;
    this.outputs = node.outputs;
  }

  get inputCount(): number {
    return this.node.inputs.length;
  }

  /** @throws {GraphError} OPERATOR_FORM_UNSUPPORTED when the node has no such input. */
  input(index: number): string {
    const name = this.optionalInput(index);
    if (name === undefined) throw this.unsupported(`input ${index} is missing`);
    return name;
  }

  optionalInput(index: number): string | undefined {
    const name = this.node.inputs[index];
    return name === "" ? undefined : name;
  }

  /** All inputs, none of which may be left out. */
  inputs(): string[] {
    if (this.inputCount === 0) throw this.unsupported("the node has no input");
    return this.node.inputs.map((_, index) => this.input(index));
  }

  type(name: string): ValueType {
    const type = this.builder.types.get(name);
    if (type === undefined) throw new TypeError("values are read before they are made");
    return type;
  }

  rank(name: string): number {
    return this.type(name).shape.length;
  }

  /** An axis counted from the left. */
  axis(name: string, axis: number): number {
    return normalizeAxis(axis, this.rank(name));
  }

  /** The tensor of an input that must be known when the model is read; undefined where the input is left out. */
  optionalConstant(index: number, what: string): Tensor | undefined {
    const name = this.optionalInput(index);
    if (name === undefined) return undefined;
    const tensor = this.builder.constants.get(name);
    if (tensor === undefined) {
      throw this.unsupported(`${what} are computed from the model's input`, `Export the model with constant ${what}`);
    }
    return tensor;
  }

  /** As {@link optionalConstant}, for numbers. */
  optionalNumbers(index: number, what: string): number[] | undefined {
    const tensor = this.optionalConstant(index, what);
    if (tensor?.elementType === "string") throw this.unsupported(`${what} are strings`);
    return tensor === undefined ? undefined : Array.from(tensor.data);
  }

  /** A shape that may contain the number of rows, as NaN. */
  shapeInput(index: number): number[] {
    const shape = this.builder.rowShapes.get(this.input(index)) ?? this.optionalConstant(index, "shapes");
    if (shape?.elementType !== "int") throw this.unsupported("the shape is no list of integers");
    return Array.from(shape.data);
  }

  /** Adds a constant of our own and returns its name. */
  constant(tensor: Tensor): string {
    const name = this.builder.freshName(this.node.name);
    this.builder.addConstant(name, tensor);
    return name;
  }

  addConstantOutput(tensor: Tensor): void {
    this.builder.addConstant(this.output(0), tensor);
  }

  addShapeOutput(tensor: NumberTensor): void {
    this.builder.addRowShape(this.output(0), tensor);
  }

  output(index: number): string {
    const name = this.outputs[index];
    if (name === undefined || name === "") throw this.unsupported(`output ${index} is missing`);
    return name;
  }

  hasOutput(index: number): boolean {
    return (this.outputs[index] ?? "") !== "";
  }

  /** Adds a node and returns the name of what it makes: `output`, or a new name for a step in between. */
  emit(content: NodeContent, output: string = this.builder.freshName(this.node.name)): string {
    this.builder.addNode({ ...content, name: this.node.name, output });
    return output;
  }

  /** An error about the form of this node; the caller throws it, and the node's name is added there. */
  unsupported(reason: string, advice?: string): GraphError {
    return new GraphError("OPERATOR_FORM_UNSUPPORTED", { reason, ...(advice === undefined ? {} : { advice }) });
  }
}
