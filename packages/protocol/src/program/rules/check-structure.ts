import { VelumError } from "../../errors.ts";
import type { NodeKind, Program, ProgramNode } from "../program.ts";

/** Kinds whose value is a ciphertext. */
const CIPHERTEXTS: readonly NodeKind[] = [
  "input",
  "multiplyPlain",
  "innerProduct",
  "addPlain",
  "linearCombination",
  "addConstant",
  "square",
  "sumOfProducts",
  "signedSum",
  "rotate",
  "rotateSum",
  "relinearizeRescale",
  "rescale",
  "dropLevel",
];

/** The operands of a node, each with the kinds that it may be. */
export function operandsOf(node: ProgramNode): readonly (readonly [id: number, kinds: readonly NodeKind[]])[] {
  switch (node.kind) {
    case "input":
    case "constant":
      return [];
    case "multiplyPlain":
    case "addPlain":
      return [
        [node.input, CIPHERTEXTS],
        [node.constant, ["constant"]],
      ];
    case "innerProduct":
      return [
        ...node.inputs.map((input) => [input, CIPHERTEXTS] as const),
        ...node.constants.map((constant) => [constant, ["constant"]] as const),
      ];
    case "linearCombination":
    case "signedSum":
    case "rotateSum":
      return node.inputs.map((input) => [input, CIPHERTEXTS] as const);
    case "sumOfProducts":
      return [...node.lefts, ...node.rights, ...(node.addend === null ? [] : [node.addend])].map(
        (operand) => [operand, CIPHERTEXTS] as const,
      );
    case "addConstant":
    case "square":
    case "rotate":
    case "relinearizeRescale":
    case "rescale":
    case "dropLevel":
    case "protect":
      return [[node.input, CIPHERTEXTS]];
    case "output":
      return [[node.input, ["protect"]]];
  }
}

/**
 * Single static assignment: every operand is an earlier node of a fitting kind, every node but the outputs is used, each
 * `protect` by one output alone; names of inputs and of outputs are distinct. An output that bypasses `protect` is refused
 * here (A13).
 * @throws VelumError PROGRAM_ORDER, PROGRAM_UNPROTECTED, PROGRAM_UNUSED
 */
export function checkStructure({ nodes }: Program): void {
  const uses = nodes.map(() => 0);
  nodes.forEach((node, id) => {
    for (const [operand, kinds] of operandsOf(node)) {
      checkOperand(nodes, id, operand, kinds);
      uses[operand] = uses[operand]! + 1;
    }
  });
  nodes.forEach((node, id) => {
    checkUses(node, id, uses[id]!);
  });
  for (const kind of ["input", "output"] as const) checkNames(nodes, kind);
}

function checkOperand(nodes: readonly ProgramNode[], id: number, operand: number, kinds: readonly NodeKind[]): void {
  const argument = `nodes[${id}]`;
  const target = nodes[operand];
  if (operand >= id || target === undefined) {
    throw new VelumError("PROGRAM_ORDER", { argument, expected: "an operand before it", got: `node ${operand}` });
  }
  if (kinds.includes(target.kind)) return;
  const code = nodes[id]!.kind === "output" ? "PROGRAM_UNPROTECTED" : "PROGRAM_ORDER";
  throw new VelumError(code, { argument, expected: `an operand of kind ${kinds.join(" or ")}`, got: target.kind });
}

function checkUses(node: ProgramNode, id: number, uses: number): void {
  const argument = `nodes[${id}]`;
  if (node.kind !== "output" && uses === 0) {
    throw new VelumError("PROGRAM_UNUSED", { argument, expected: "a use", got: "none" });
  }
  // The zero of a protect node is consumed once (A5): a second output would carry the same mask.
  if (node.kind === "protect" && uses > 1) {
    throw new VelumError("PROGRAM_UNPROTECTED", { argument, expected: "one output", got: String(uses) });
  }
}

function checkNames(nodes: readonly ProgramNode[], kind: "input" | "output"): void {
  const names = nodes.flatMap((node) => (node.kind === kind ? [node.name] : []));
  if (names.length === 0)
    throw new VelumError("PROGRAM_ORDER", { argument: "nodes", expected: `an ${kind}`, got: "none" });
  if (new Set(names).size !== names.length) {
    throw new VelumError("PROGRAM_ORDER", {
      argument: "nodes",
      expected: `distinct names of ${kind}s`,
      got: "one twice",
    });
  }
}
