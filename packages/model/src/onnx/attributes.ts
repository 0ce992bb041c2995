import { GraphError } from "../graph/graph-error.ts";
import { quoteName } from "../graph/quote-name.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type AttributeProto, AttributeProto_AttributeType as AttributeType } from "./generated/onnx-ml_pb.ts";
import { safeInteger } from "./number-formats.ts";
import { readTensor, type TensorSource } from "./read-tensor.ts";
import { decodeText } from "./text.ts";

/**
 * The attributes of one node. Each is read by its type; {@link requireAllRead} then refuses those that nobody asked
 * for: an attribute that this reader does not know may change what the operator computes.
 */
export class Attributes {
  private readonly attributes: ReadonlyMap<string, AttributeProto>;
  private readonly operator: string;
  private readonly source: Omit<TensorSource, "label">;
  private readonly read = new Set<string>();

  constructor(attributes: readonly AttributeProto[], operator: string, source: Omit<TensorSource, "label">) {
    this.attributes = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    this.operator = operator;
    this.source = source;
  }

  has(name: string): boolean {
    return this.attributes.has(name);
  }

  int(name: string, fallback: number): number {
    const attribute = this.find(name, AttributeType.INT);
    return attribute === undefined ? fallback : this.integer(name, attribute.i);
  }

  flag(name: string, fallback: boolean): boolean {
    return this.int(name, Number(fallback)) !== 0;
  }

  ints(name: string): number[] | undefined {
    return this.find(name, AttributeType.INTS)?.ints.map((value) => this.integer(name, value));
  }

  float(name: string, fallback: number): number {
    const attribute = this.find(name, AttributeType.FLOAT);
    return attribute === undefined ? fallback : this.finite(name, attribute.f);
  }

  /** Where NaN is a meaning, not an accident. */
  floatOrNaN(name: string, fallback: number): number {
    return this.find(name, AttributeType.FLOAT)?.f ?? fallback;
  }

  floats(name: string): number[] | undefined {
    return this.find(name, AttributeType.FLOATS)?.floats.map((value) => this.finite(name, value));
  }

  floatsOrNaN(name: string): number[] | undefined {
    return this.find(name, AttributeType.FLOATS)?.floats;
  }

  string(name: string, fallback: string): string {
    const attribute = this.find(name, AttributeType.STRING);
    return attribute === undefined ? fallback : decodeText(attribute.s, this.label(name));
  }

  strings(name: string): string[] | undefined {
    return this.find(name, AttributeType.STRINGS)?.strings.map((bytes) => decodeText(bytes, this.label(name)));
  }

  tensor(name: string): Tensor | undefined {
    const proto = this.find(name, AttributeType.TENSOR)?.t;
    return proto === undefined ? undefined : readTensor(proto, { ...this.source, label: this.label(name) });
  }

  /** Says that an attribute has no bearing on the result. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.read.add(name);
  }

  /** @throws {GraphError} OPERATOR_FORM_UNSUPPORTED when an attribute is left over. */
  requireAllRead(): void {
    const left = [...this.attributes.keys()].find((name) => !this.read.has(name));
    if (left === undefined) return;
    throw new GraphError("OPERATOR_FORM_UNSUPPORTED", { reason: `the attribute ${quoteName(left)} is not supported` });
  }

  private find(name: string, type: AttributeType): AttributeProto | undefined {
    this.read.add(name);
    const attribute = this.attributes.get(name);
    if (attribute === undefined || (attribute.type === type && attribute.refAttrName === "")) return attribute;
    throw new GraphError("OPERATOR_FORM_UNSUPPORTED", {
      reason: `${this.label(name)} is of another type than ONNX says`,
    });
  }

  private integer(name: string, value: bigint): number {
    const number = safeInteger(value);
    if (Number.isSafeInteger(number) || name === "ends" || name === "starts") return number;
    throw new GraphError("TENSOR_INVALID", { reason: `${this.label(name)} holds an integer larger than 2^53` });
  }

  private finite(name: string, value: number): number {
    if (Number.isFinite(value)) return value;
    throw new GraphError("WEIGHTS_NOT_FINITE", {
      reason: `${this.label(name)} holds NaN or infinity`,
      advice: "Train the model again and look at its loss",
    });
  }

  private label(name: string): string {
    return `attribute ${quoteName(name)} of ${this.operator}`;
  }
}
