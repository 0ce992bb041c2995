import type { ParameterDigest } from "@velum/ckks";
import { VelumError } from "../errors.ts";
import type { AddConstantNode } from "./nodes/add-constant.ts";
import type { AddPlainNode } from "./nodes/add-plain.ts";
import { checkPlanName, MAX_NODES } from "./nodes/checks.ts";
import type { ConstantNode } from "./nodes/constant.ts";
import type { DropLevelNode } from "./nodes/drop-level.ts";
import type { InnerProductNode } from "./nodes/inner-product.ts";
import type { InputNode } from "./nodes/input.ts";
import type { LinearCombinationNode } from "./nodes/linear-combination.ts";
import type { MultiplyPlainNode } from "./nodes/multiply-plain.ts";
import type { OutputNode } from "./nodes/output.ts";
import type { ProtectNode } from "./nodes/protect.ts";
import type { RelinearizeRescaleNode } from "./nodes/relinearize-rescale.ts";
import type { RescaleNode } from "./nodes/rescale.ts";
import type { RotateNode } from "./nodes/rotate.ts";
import type { RotateSumNode } from "./nodes/rotate-sum.ts";
import type { SignedSumNode } from "./nodes/signed-sum.ts";
import type { SquareNode } from "./nodes/square.ts";
import type { SumOfProductsNode } from "./nodes/sum-of-products.ts";

/** One step. Made by its factory alone, which checks the fields and freezes. */
export type ProgramNode =
  | InputNode
  | ConstantNode
  | MultiplyPlainNode
  | InnerProductNode
  | AddPlainNode
  | LinearCombinationNode
  | AddConstantNode
  | SquareNode
  | SumOfProductsNode
  | RotateNode
  | RotateSumNode
  | RelinearizeRescaleNode
  | SignedSumNode
  | RescaleNode
  | DropLevelNode
  | ProtectNode
  | OutputNode;

export type NodeKind = ProgramNode["kind"];

/** How values lie in ciphertexts: inner products in polynomial coefficients, one feature a ciphertext, or one row over all slots. */
export type Layout = "dot" | "columns" | "diagonal";

/**
 * The plans that a compiler makes: one row, several rows in one ciphertext, one feature a ciphertext for many rows, one row
 * through layers that need a key set.
 */
export const PLAN_NAMES = ["dot", "dot-rows", "columns", "diagonal"] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

/** An encrypted program: nodes in single static assignment, each referring to earlier ones by index. Plain frozen data. */
export interface Program {
  /** Name of the plan, as in contract and request. */
  readonly plan: string;
  readonly layout: Layout;
  /** Digest of the parameters that levels and scales refer to. */
  readonly parameters: ParameterDigest;
  readonly nodes: readonly ProgramNode[];
}

/** Checks the sizes and freezes. What the nodes mean together is judged by `verifyProgram`. @throws VelumError */
export function createProgram(fields: Program): Program {
  const { plan, layout, parameters, nodes } = fields;
  if (nodes.length > MAX_NODES) {
    throw new VelumError("PROGRAM_TOO_LARGE", {
      argument: "nodes",
      expected: `at most ${MAX_NODES}`,
      got: String(nodes.length),
    });
  }
  return Object.freeze({ plan: checkPlanName(plan), layout, parameters, nodes: Object.freeze([...nodes]) });
}
