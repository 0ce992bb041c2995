import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { GraphError } from "../graph/graph-error.ts";
import { damaged } from "./damaged.ts";
import type { ReadLimits } from "./read-limits.ts";

/**
 * Walks over the bytes of a message and counts what the decoder would make objects of, without making any: two bytes
 * can be a message of hundreds of bytes in memory, one byte an integer of 32.
 *
 * @throws {GraphError} MODEL_TOO_LARGE above a limit, MODEL_DAMAGED where a field reaches beyond its message.
 */
export function checkWire(schema: DescMessage, bytes: Uint8Array, limits: ReadLimits): void {
  try {
    checkMessage(schema, new BinaryReader(bytes), bytes.length, 1, { bytes, items: 0, limits });
  } catch (error) {
    throw error instanceof GraphError ? error : damaged(error);
  }
}

interface Budget {
  readonly bytes: Uint8Array;
  items: number;
  readonly limits: ReadLimits;
}

function checkMessage(schema: DescMessage, reader: BinaryReader, end: number, depth: number, budget: Budget): void {
  if (depth > budget.limits.maxDepth) throw tooLarge(`messages nest deeper than ${budget.limits.maxDepth}`);
  const fields = fieldsByNumber(schema);
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    checkField(fields.get(number), wireType, number, reader, depth, budget);
  }
  if (reader.pos !== end) throw damaged();
}

const FIELDS = new WeakMap<DescMessage, ReadonlyMap<number, DescField>>();

function fieldsByNumber(schema: DescMessage): ReadonlyMap<number, DescField> {
  const known = FIELDS.get(schema);
  if (known !== undefined) return known;
  const fields = new Map(schema.fields.map((field) => [field.number, field]));
  FIELDS.set(schema, fields);
  return fields;
}

function checkField(
  field: DescField | undefined,
  wireType: WireType,
  number: number,
  reader: BinaryReader,
  depth: number,
  budget: Budget,
): void {
  if (wireType !== WireType.LengthDelimited || field === undefined) {
    count(budget, wireType === WireType.Bit32 || wireType === WireType.Bit64 ? 0 : 1);
    reader.skip(wireType, number);
    return;
  }
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw damaged();
  if (field.message !== undefined) {
    count(budget, 1);
    checkMessage(field.message, reader, end, depth + 1, budget);
  } else {
    count(budget, itemsIn(field, budget.bytes.subarray(reader.pos, end)));
    reader.pos = end;
  }
}

/** Floats cost eight bytes each and no object, packed or not: the limit on bytes covers them. */
function itemsIn(field: DescField, content: Uint8Array): number {
  const packed = field.fieldKind === "list" && field.listKind === "scalar" ? field.scalar : undefined;
  if (packed === undefined || NOT_INTEGERS.has(packed)) return 1;
  return content.reduce((integers, byte) => integers + Number(byte < 0x80), 0);
}

const NOT_INTEGERS: ReadonlySet<ScalarType> = new Set([
  ScalarType.STRING,
  ScalarType.BYTES,
  ScalarType.FLOAT,
  ScalarType.DOUBLE,
]);

function count(budget: Budget, items: number): void {
  budget.items += items;
  if (budget.items > budget.limits.maxItems) {
    throw tooLarge(`the file holds more than ${budget.limits.maxItems} messages, integers and strings`);
  }
}

function tooLarge(reason: string): GraphError {
  return new GraphError("MODEL_TOO_LARGE", { reason });
}
