import type { GraphInput } from "../graph/graph.ts";
import { inferNode, inputType } from "../graph/graph.ts";
import { atNode, GraphError } from "../graph/graph-error.ts";
import type { GraphNode } from "../graph/node.ts";
import { runNode } from "../graph/run-graph.ts";
import { elementsOfARow, type ValueType, valueType } from "../graph/shape.ts";
import { elementCount, type NumberTensor, type Tensor, type Value } from "../graph/tensor.ts";
import type { ReadLimits } from "./read-limits.ts";

/** A node without its name and output: what a reader of operators says. */
export type NodeContent = GraphNode extends infer Node
  ? Node extends GraphNode
    ? Omit<Node, "name" | "output">
    : never
  : never;

/** More multiplications than a fold of any exporter's leftovers takes; a hostile file must not keep the reader busy. */
const MOST_FOLDING_WORK = 2 ** 26;

/** Kinds that move elements without looking at them, so that the number of rows can pass through. */
const MOVING: ReadonlySet<GraphNode["kind"]> = new Set(["gather", "concat", "reshape", "slice", "cast", "identity"]);

/**
 * Collects nodes in an order in which they can run, infers their types, and computes those that depend on constants
 * alone. Shapes that contain the number of rows are followed too, with NaN for that number: exporters compute the
 * target of a Reshape from the shape of the input.
 */
export class GraphBuilder {
  readonly inputs: GraphInput[] = [];
  readonly nodes: GraphNode[] = [];
  readonly constants: Map<string, Tensor> = new Map();
  readonly types: Map<string, ValueType> = new Map();
  readonly rowShapes: Map<string, NumberTensor> = new Map();
  private readonly limits: ReadLimits;
  private elements = 0;
  private work = 0;
  private made = 0;

  constructor(limits: ReadLimits) {
    this.limits = limits;
  }

  /** How many elements of constants may still be read. */
  get room(): number {
    return this.limits.maxElements - this.elements;
  }

  addInput(input: GraphInput): void {
    this.types.set(input.name, inputType(input));
    this.inputs.push(input);
  }

  addConstant(name: string, tensor: Tensor): void {
    this.elements += elementCount(tensor.shape);
    if (this.room < 0) {
      throw new GraphError("MODEL_TOO_LARGE", {
        reason: `constants have more than ${this.limits.maxElements} elements`,
      });
    }
    this.types.set(name, valueType(tensor.elementType, tensor.shape));
    this.constants.set(name, tensor);
  }

  /** A shape that the model computes from an input; NaN is the number of rows. */
  addRowShape(name: string, tensor: NumberTensor): void {
    if (!tensor.data.some(Number.isNaN)) {
      this.addConstant(name, tensor);
      return;
    }
    this.types.set(name, valueType("int", tensor.shape));
    this.rowShapes.set(name, tensor);
  }

  /** Adds a node, or the constant that it comes to. */
  addNode(node: GraphNode): void {
    const type = inferNode(node, this.types);
    if (node.inputs.some((name) => this.rowShapes.has(name))) this.addRowShape(node.output, this.moveRowShape(node));
    else if (node.inputs.every((name) => this.constants.has(name))) this.fold(node, type);
    else {
      this.types.set(node.output, type);
      this.nodes.push(node);
    }
  }

  /** A name for a value that the file has no name for. */
  freshName(hint: string): string {
    this.made += 1;
    return `${hint}#velum${this.made}`;
  }

  private fold(node: GraphNode, type: ValueType): void {
    const inner =
      node.kind === "matMul" || node.kind === "gemm"
        ? Math.max(...this.types.get(node.inputs[1]!)!.shape.map(Number))
        : 1;
    this.work += elementsOfARow(type.shape) * inner;
    if (this.work > MOST_FOLDING_WORK) {
      throw new GraphError("MODEL_TOO_LARGE", {
        reason: "computing with constants takes more than the reader will do",
        advice: "Export with constant folding",
        node: node.name,
      });
    }
    const value = runNode(node, this.constants);
    if (value.elementType === "maps") return;
    requireFinite(node, value);
    this.addConstant(node.output, value);
  }

  private moveRowShape(node: GraphNode): NumberTensor {
    const values = new Map<string, Value>();
    for (const name of node.inputs) {
      const value = this.rowShapes.get(name) ?? this.constants.get(name);
      if (value !== undefined) values.set(name, value);
    }
    if (MOVING.has(node.kind) && node.inputs.every((name) => values.has(name)))
      return runNode(node, values) as NumberTensor;
    throw new GraphError("OPERATOR_FORM_UNSUPPORTED", {
      reason: "computes with the number of rows",
      advice: "Export the model with a dynamic first axis and no computation on it",
      node: node.name,
      operator: node.kind,
    });
  }
}

function requireFinite(node: GraphNode, value: Tensor): void {
  if (value.elementType !== "float" || value.data.every(Number.isFinite)) return;
  atNode({ name: node.name, operator: node.kind }, () => {
    throw new GraphError("WEIGHTS_NOT_FINITE", { reason: "constants come to NaN or infinity" });
  });
}
