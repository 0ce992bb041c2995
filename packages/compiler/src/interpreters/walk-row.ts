import {
  addedConstant,
  type BundlePlan,
  type ConstantNode,
  combinationWeights,
  type ProgramNode,
  type VerifiedProgram,
} from "@velum/protocol";
import { expandMonomials } from "@velum/tabular";

/** How a constant counts: itself, or as it is encoded at a scale. */
export type ReadConstant = (value: number, scale: number) => number;

/**
 * The value of every node for one row, in the clear: in layout `dot` all encoded numbers of the row and then its outputs, in
 * `columns` one number. Where a row lies in a ciphertext does not matter here.
 *
 * @param x - the row behind the preprocessing
 */
export function walkRow(
  { summary, program }: BundlePlan,
  x: Float64Array,
  read: ReadConstant,
): readonly Float64Array[] {
  const { packing } = summary;
  const encoded =
    packing.kind === "dot" && packing.monomials !== null ? expandMonomials(x, packing.monomials.degree) : x;
  const columns = packing.kind === "columns";
  const values: Float64Array[] = [];
  let inputs = 0;
  for (const [id, node] of program.program.nodes.entries()) {
    if (node.kind === "input") values.push(columns ? encoded.slice(inputs, ++inputs) : encoded);
    else values.push(nodeValue(node, id, values, program, read));
  }
  return values;
}

/** What the output nodes give, in order. */
export function outputsOf({ program: { program } }: BundlePlan, values: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    program.nodes.flatMap((node, id) => (node.kind === "output" ? Array.from(values[id]!) : [])),
  );
}

function nodeValue(
  node: Exclude<ProgramNode, { readonly kind: "input" }>,
  id: number,
  values: readonly Float64Array[],
  { program, tensors, states }: VerifiedProgram,
  read: ReadConstant,
): Float64Array {
  switch (node.kind) {
    case "constant":
      return tensors.get(node.tensor)!.data.map((value) => read(value, node.scale));
    case "multiplyPlain":
      return product(
        tensors.get((program.nodes[node.constant] as ConstantNode).tensor)!.shape,
        values[node.constant]!,
        values[node.input]!,
      );
    case "addPlain":
      return values[node.input]!.map((value, i) => value + values[node.constant]![i]!);
    case "linearCombination": {
      const weights = combinationWeights(node, tensors, "linearCombination");
      return Float64Array.of(
        node.inputs.reduce((sum, input, k) => sum + read(weights[k]!, node.scale) * values[input]![0]!, 0),
      );
    }
    case "addConstant": {
      const added = read(addedConstant(node, tensors, "addConstant"), states[id]!.scale);
      return values[node.input]!.map((value) => value + added);
    }
    case "square":
      return values[node.input]!.map((value) => value * value);
    case "signedSum":
      return Float64Array.of(node.inputs.reduce((sum, input, k) => sum + node.signs[k]! * values[input]![0]!, 0));
    case "rescale":
    case "protect":
    case "output":
      return values[node.input]!;
  }
}

function product([rows = 0, columns = 0]: readonly number[], matrix: Float64Array, x: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += matrix[i * columns + j]! * x[j]!;
    return sum;
  });
}
