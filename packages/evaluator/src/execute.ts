import { type Ciphertext, type ExtractedCiphertext, type PublicKey, registers, sameScale } from "@velum/ckks";
import {
  type AddConstantNode,
  type InputNode,
  type ProgramNode,
  type ProtocolErrorCode,
  type RelinearizeRescaleNode,
  type RotateNode,
  type RotateSumNode,
  VelumError,
} from "@velum/protocol";
import type { LoadedProgram } from "./load-program.ts";
import { protect } from "./protect.ts";
import { type KeyTable, type RequestKeys, tableOf } from "./request-keys.ts";

/** What one run of a program works on. All of it came from the client, and none of it is secret. */
export interface ExecutionInputs {
  /** One ciphertext an input node, in the order of the nodes, on its level and at its scale. */
  readonly ciphertexts: readonly Ciphertext[];
  /** The key that results are masked under. */
  readonly publicKey: PublicKey;
  /** Where the program rotates or relinearizes. */
  readonly keys?: RequestKeys;
  /** 32 bytes that no other request has: the digest of this one. */
  readonly hedge: Uint8Array;
}

/**
 * Runs a program: a walk over its nodes, results in registers that are freed after their last use, and all of them when a
 * step fails. Which steps run depends on the program alone, never on a weight or an input (A12).
 * @returns one protected result an output node, in the order of the nodes
 * @throws VelumError REQUEST_CIPHERTEXTS, REQUEST_LEVEL, REQUEST_SCALE when the ciphertexts are not those of the input
 * nodes; REQUEST_KEYS for a missing evaluation key; CkksError PARAMETERS_MISMATCH, LEVEL_INVALID for a key below the level where results are masked
 * @example const [logits] = execute(loaded, { ciphertexts, publicKey, hedge: requestDigest });
 */
export function execute(loaded: LoadedProgram, inputs: ExecutionInputs): readonly ExtractedCiphertext[] {
  const { program, context, deviations, fused, sums, rescales, masked, lastUses } = loaded;
  const isInner = (id: number): boolean =>
    [fused.squares, sums.inner, rescales.inner, masked.inner].some((inner) => inner.has(id));
  checkInputs(loaded, inputs.ciphertexts);
  const keys = tableOf(loaded, inputs.keys);
  const live = new Map<number, registers.Register>();
  const released = new Map<number, ExtractedCiphertext>();
  const free = (id: number): void => {
    const register = live.get(id);
    if (register === undefined) return;
    live.delete(id);
    registers.freeRegister(context, register);
  };
  const ciphertexts = inputs.ciphertexts.values();
  try {
    program.nodes.forEach((node, id) => {
      const ending = lastUses[id]!;
      if (node.kind === "addConstant" && ending.includes(node.input)) {
        // Nobody reads the operand again: it becomes the sum.
        live.set(id, live.get(node.input)!);
        live.delete(node.input);
        addInto(loaded, node, id, live.get(id)!);
      } else if (node.kind === "rotate") {
        // The first rotation of an input computes all of them.
        const group = loaded.hoisted.get(id);
        if (group !== undefined) rotateAll(loaded, group, live, keys);
      } else if (node.kind === "protect") {
        const operand = masked.rescales.get(id)?.operand ?? node.input;
        released.set(id, protect(loaded, id, deviations.get(id)!, live.get(operand)!, inputs));
      } else if (node.kind !== "constant" && node.kind !== "output" && !isInner(id)) {
        live.set(id, compute(loaded, node, id, live, ciphertexts, keys));
      }
      for (const operand of ending) free(operand);
    });
  } finally {
    for (const id of live.keys()) free(id);
  }
  return program.nodes.flatMap((node) => (node.kind === "output" ? [released.get(node.input)!] : []));
}

type ComputingNode = Exclude<ProgramNode, { kind: "constant" | "rotate" | "protect" | "output" }>;

/** Before anything is computed: one ciphertext an input node, of its level and scale. */
function checkInputs({ program }: LoadedProgram, ciphertexts: readonly Ciphertext[]): void {
  const nodes = program.nodes.filter((node): node is InputNode => node.kind === "input");
  const refuse = (code: ProtocolErrorCode, expected: number, got: number): VelumError =>
    new VelumError(code, { argument: "ciphertexts", expected: String(expected), got: String(got) });
  if (ciphertexts.length !== nodes.length) throw refuse("REQUEST_CIPHERTEXTS", nodes.length, ciphertexts.length);
  nodes.forEach((node, i) => {
    const { level, scale } = ciphertexts[i]!;
    if (level !== node.level) throw refuse("REQUEST_LEVEL", node.level, level);
    if (!sameScale(scale, node.scale)) throw refuse("REQUEST_SCALE", node.scale, scale);
  });
}

/** One step on registers. Operands are there: the program was verified. */
function compute(
  loaded: LoadedProgram,
  node: ComputingNode,
  id: number,
  live: ReadonlyMap<number, registers.Register>,
  ciphertexts: Iterator<Ciphertext>,
  keys: KeyTable,
): registers.Register {
  const { context, factors, addends, scalars, fused } = loaded;
  switch (node.kind) {
    case "input":
      return registers.loadRegister(context, ciphertexts.next().value);
    case "multiplyPlain":
      return registers.multiplyPlain(context, live.get(node.input)!, factors.get(node.constant)!);
    case "innerProduct": {
      const operands = node.inputs.map((input) => live.get(input)!);
      const weights = node.constants.map((constant) => factors.get(constant)!);
      return operands.length === 1
        ? registers.multiplyPlain(context, operands[0]!, weights[0]!)
        : registers.innerProduct(context, operands, weights);
    }
    case "rotateSum": {
      const [first, ...later] = loaded.sums.chains.get(id)!.map((sum) => loaded.program.nodes[sum] as RotateSumNode);
      const keysOf = ({ steps }: RotateSumNode) => steps.map((step) => keys.rotations.get(step) ?? null);
      const firstKeys = keysOf(first!);
      const terms = first!.inputs.map((input, k) => ({ register: live.get(input)!, key: firstKeys[k]! }));
      return registers.rotateSum(context, terms, { rescale: node.rescale, further: later.map(keysOf) });
    }
    case "relinearizeRescale":
      return registers.relinearizeRescale(context, live.get(node.input)!, keys.relinearization!);
    case "addPlain":
      return registers.addPlain(context, live.get(node.input)!, addends.get(node.constant)!);
    case "linearCombination":
    case "signedSum": {
      const squared = fused.operands.get(id);
      const inputs = (squared ?? node.inputs).map((input) => live.get(input)!);
      const sum = squared === undefined ? registers.linearCombination : registers.sumOfSquares;
      return sum(context, inputs, scalars.get(id)!);
    }
    case "addConstant": {
      const operand = live.get(node.input)!;
      const copy = registers.dropLevel(context, operand, operand.level);
      addInto(loaded, node, id, copy);
      return copy;
    }
    case "square":
      return registers.square(context, live.get(node.input)!);
    case "sumOfProducts": {
      const [lefts, rights] = [node.lefts, node.rights].map((ids) => ids.map((operand) => live.get(operand)!));
      const addend = node.addend === null ? null : live.get(node.addend)!;
      return registers.sumOfProducts(context, lefts!, rights!, addend);
    }
    case "dropLevel":
      return registers.dropLevel(context, live.get(node.input)!, node.level);
    case "rescale": {
      const chain = loaded.rescales.chains.get(id);
      if (chain === undefined) return registers.rescale(context, live.get(node.input)!);
      const { input } = loaded.program.nodes[chain[0]!] as RelinearizeRescaleNode;
      return registers.relinearizeRescale(context, live.get(input)!, keys.relinearization!, chain.length);
    }
  }
}

/** All rotations of one input, from one decomposition. */
function rotateAll(
  { program, context }: LoadedProgram,
  group: readonly number[],
  live: Map<number, registers.Register>,
  { rotations }: KeyTable,
): void {
  const nodes = group.map((id) => program.nodes[id] as RotateNode);
  const rotated = registers.applyGalois(
    context,
    live.get(nodes[0]!.input)!,
    nodes.map(({ steps }) => rotations.get(steps)!),
  );
  group.forEach((id, k) => {
    live.set(id, rotated[k]!);
  });
}

function addInto(
  { context, addends, scalars }: LoadedProgram,
  node: AddConstantNode,
  id: number,
  sum: registers.Register,
): void {
  if (node.order === "slots") registers.addScalarInto(context, sum, scalars.get(id)!);
  else registers.addPlainInto(context, sum, addends.get(id)!);
}
