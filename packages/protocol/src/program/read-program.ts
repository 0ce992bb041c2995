import type { ParameterDigest } from "@velum/ckks";
import { createFieldReader, type FieldReader } from "../read-fields.ts";
import { addConstantNode } from "./nodes/add-constant.ts";
import { addPlainNode } from "./nodes/add-plain.ts";
import { MAX_NODES } from "./nodes/checks.ts";
import { type ConstantEncoding, constantNode } from "./nodes/constant.ts";
import { dropLevelNode } from "./nodes/drop-level.ts";
import { innerProductNode } from "./nodes/inner-product.ts";
import { inputNode } from "./nodes/input.ts";
import { linearCombinationNode } from "./nodes/linear-combination.ts";
import { multiplyPlainNode } from "./nodes/multiply-plain.ts";
import { outputNode } from "./nodes/output.ts";
import { protectNode } from "./nodes/protect.ts";
import { relinearizeRescaleNode } from "./nodes/relinearize-rescale.ts";
import { rescaleNode } from "./nodes/rescale.ts";
import { rotateNode } from "./nodes/rotate.ts";
import { rotateSumNode } from "./nodes/rotate-sum.ts";
import { signedSumNode } from "./nodes/signed-sum.ts";
import { squareNode } from "./nodes/square.ts";
import { sumOfProductsNode } from "./nodes/sum-of-products.ts";
import { createProgram, type NodeKind, type Program, type ProgramNode } from "./program.ts";

/** Fields of each kind beside `kind`, and its factory, which checks their values. */
const KINDS: {
  readonly [K in NodeKind]: readonly [fields: readonly string[], create: (fields: never) => ProgramNode];
} = {
  input: [["name", "level", "scale"], inputNode],
  constant: [["tensor", "encoding", "level", "scale"], constantNode],
  multiplyPlain: [["input", "constant"], multiplyPlainNode],
  innerProduct: [["inputs", "constants"], innerProductNode],
  addPlain: [["input", "constant"], addPlainNode],
  linearCombination: [["inputs", "tensor", "row", "scale"], linearCombinationNode],
  addConstant: [["input", "tensor", "index", "order"], addConstantNode],
  square: [["input"], squareNode],
  sumOfProducts: [["lefts", "rights", "addend"], sumOfProductsNode],
  signedSum: [["inputs", "signs"], signedSumNode],
  rotate: [["input", "steps"], rotateNode],
  rotateSum: [["inputs", "steps", "rescale"], rotateSumNode],
  relinearizeRescale: [["input"], relinearizeRescaleNode],
  rescale: [["input"], rescaleNode],
  dropLevel: [["input", "level"], dropLevelNode],
  protect: [["input", "positions", "flooding", "outputLevel", "modulusBits"], protectNode],
  output: [["input", "name", "bound"], outputNode],
};

const reader: FieldReader = createFieldReader("PROGRAM_NODE", "PROGRAM_TOO_LARGE");

/**
 * A program from parsed JSON of anyone: fields by the closed list, nodes through their factories. The rules are
 * `verifyProgram`'s.
 * @throws VelumError PROGRAM_NODE, PROGRAM_TOO_LARGE
 */
export function readProgram(value: unknown): Program {
  const fields = reader.record(value, "program", ["plan", "layout", "parameters", "nodes"]);
  const nodes = reader.list(fields.get("nodes"), "nodes", MAX_NODES);
  return createProgram({
    plan: fields.get("plan") as string,
    layout: reader.choice(fields.get("layout"), "layout", ["dot", "columns", "diagonal"]),
    parameters: reader.hex(fields.get("parameters"), "parameters") as ParameterDigest,
    nodes: nodes.map((node, id) => readNode(node, `nodes[${id}]`)),
  });
}

function readNode(value: unknown, path: string): ProgramNode {
  const kind = reader.kind(value, path, Object.keys(KINDS) as NodeKind[]);
  const [names, create] = KINDS[kind];
  const fields = reader.record(value, path, ["kind", ...names]);
  if (kind === "constant") checkEncoding(fields.get("encoding"), `${path}.encoding`);
  const { kind: _, ...rest } = Object.fromEntries(fields);
  return create(rest as never);
}

/** Fields of each order of a constant, closed. */
const ENCODINGS: Readonly<Record<ConstantEncoding["order"], readonly string[]>> = {
  "reversed-blocks": ["kind", "order", "block", "rows"],
  "block-ends": ["kind", "order", "block", "rows"],
  diagonal: ["kind", "order", "repeat", "index", "shift"],
  periodic: ["kind", "order"],
};

function checkEncoding(value: unknown, path: string): void {
  const orders = Object.keys(ENCODINGS) as ConstantEncoding["order"][];
  const order = (value as { readonly order?: unknown } | null | undefined)?.order;
  reader.record(value, path, ENCODINGS[reader.choice(order, `${path}.order`, orders)]);
}
