import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
} from "./generated/onnx-ml_pb.ts";

/** Numbers are written as floats, bigints as integers. */
export type AttributeValue = number | bigint | string | readonly number[] | readonly bigint[] | readonly string[];

/** The message of an attribute. */
export function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "number") return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value });
  if (typeof value === "bigint") return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: value });
  if (typeof value === "string")
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: utf8(value) });
  return listProto(name, value);
}

function listProto(name: string, values: readonly number[] | readonly bigint[] | readonly string[]): AttributeProto {
  if (isListOf("string", values)) {
    return create(AttributeProtoSchema, { name, type: AttributeType.STRINGS, strings: values.map(utf8) });
  }
  if (isListOf("bigint", values))
    return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: [...values] });
  return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...(values as readonly number[])] });
}

function isListOf(type: "string", values: readonly unknown[]): values is readonly string[];
function isListOf(type: "bigint", values: readonly unknown[]): values is readonly bigint[];
function isListOf(type: string, values: readonly unknown[]): boolean {
  return typeof values[0] === type;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
