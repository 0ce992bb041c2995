import type { NodeReader } from "../node-reader.ts";

type Labels = readonly (number | string)[];
type LabelType = "float" | "int" | "string";

interface TypedLabels {
  readonly type: LabelType;
  readonly labels: Labels;
}

/** LabelEncoder 2 and 4: a table of keys and values. Version 1: strings and their positions. */
export function labelEncoder(node: NodeReader): void {
  if (node.attributes.has("classes_strings")) {
    emitPositions(node, node.attributes.strings("classes_strings")!);
    return;
  }
  const keys = readLabels(node, "keys");
  const values = readLabels(node, "values");
  if (keys === undefined || values === undefined || keys.labels.length !== values.labels.length) {
    throw node.unsupported("keys and values do not belong together");
  }
  const missing = readDefault(node, values.type);
  emitTable(node, keys, values, missing);
}

/** The table runs from words to codes or back, as the input asks. */
function emitPositions(node: NodeReader, classes: readonly string[]): void {
  const words: TypedLabels = { type: "string", labels: classes };
  const codes: TypedLabels = { type: "int", labels: classes.map((_, code) => code) };
  const [unknownCode, unknownWord] = [
    node.attributes.int("default_int64", -1),
    node.attributes.string("default_string", "_Unused"),
  ];
  if (node.type(node.input(0)).elementType === "string") emitTable(node, words, codes, unknownCode);
  else emitTable(node, codes, words, unknownWord);
}

function emitTable(node: NodeReader, keys: TypedLabels, values: TypedLabels, missing: number | string): void {
  node.emit(
    {
      kind: "labelEncoder",
      from: keys.type,
      to: values.type,
      keys: keys.labels,
      values: values.labels,
      missing,
      inputs: [node.input(0)],
    },
    node.output(0),
  );
}

function readLabels(node: NodeReader, prefix: "keys" | "values"): TypedLabels | undefined {
  const { attributes } = node;
  const tensor = attributes.tensor(`${prefix}_tensor`);
  if (tensor?.elementType === "bool") throw node.unsupported("looks up truth values");
  if (tensor !== undefined) return { type: tensor.elementType, labels: Array.from<number | string>(tensor.data) };
  const strings = attributes.strings(`${prefix}_strings`);
  if (strings !== undefined) return { type: "string", labels: strings };
  const ints = attributes.ints(`${prefix}_int64s`);
  if (ints !== undefined) return { type: "int", labels: ints };
  const floats = prefix === "keys" ? attributes.floatsOrNaN("keys_floats") : attributes.floats("values_floats");
  return floats === undefined ? undefined : { type: "float", labels: floats };
}

function readDefault(node: NodeReader, type: LabelType): number | string {
  const { attributes } = node;
  const tensor = attributes.tensor("default_tensor");
  const byAttribute = {
    string: attributes.string("default_string", "_Unused"),
    int: attributes.int("default_int64", -1),
    float: attributes.floatOrNaN("default_float", 0),
  }[type];
  return tensor?.data[0] ?? byAttribute;
}
