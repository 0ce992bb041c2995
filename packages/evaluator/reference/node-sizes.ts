import { addedConstant, combinationWeights, type ProgramNode, type VerifiedProgram } from "@velum/protocol";

/** Root mean square of every node's values over rows, by running a columns program in the clear: what noise estimates ask for. */
export function nodeSizes({ program, tensors }: VerifiedProgram, rows: readonly (readonly number[])[]): number[] {
  const values: number[][] = [];
  let column = 0;
  for (const node of program.nodes) {
    if (node.kind === "input") values.push(rows.map((row) => row[column]!));
    else values.push(rows.map((_, r) => evaluate(node, (id) => values[id]![r]!)));
    if (node.kind === "input") column++;
  }
  return values.map((list) => Math.sqrt(list.reduce((sum, x) => sum + x * x, 0) / list.length));

  function evaluate(node: ProgramNode, of: (id: number) => number): number {
    switch (node.kind) {
      case "linearCombination": {
        const weights = combinationWeights(node, tensors, "node");
        return node.inputs.reduce((sum, input, k) => sum + weights[k]! * of(input), 0);
      }
      case "signedSum":
        return node.inputs.reduce((sum, input, k) => sum + node.signs[k]! * of(input), 0);
      case "addConstant":
        return of(node.input) + addedConstant(node, tensors, "node");
      case "square":
        return of(node.input) ** 2;
      case "rescale":
      case "relinearizeRescale":
      case "protect":
      case "output":
        return of(node.input);
      default:
        throw new Error(`no node of columns: ${node.kind}`);
    }
  }
}
