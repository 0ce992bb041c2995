import { checkInteger, checkNodeId, checkNodeName, type NodeId, nodeError } from "./checks.ts";
import { MAX_TENSOR_AXIS } from "./linear-combination.ts";

/** Where a ciphertext's values lie, one a row: in its polynomial's coefficients, or in its slots. */
export type ValueOrder = "coefficients" | "slots";

/** Adds one number, at the input's scale, to every coefficient or to every slot. */
export interface AddConstantNode {
  readonly kind: "addConstant";
  readonly input: NodeId;
  /** A vector of the bundle. */
  readonly tensor: string;
  /** Which of its entries. */
  readonly index: number;
  readonly order: ValueOrder;
}

/** @throws VelumError PROGRAM_NODE */
export const addConstantNode = (fields: Omit<AddConstantNode, "kind" | "input"> & { input: number }): AddConstantNode =>
  Object.freeze({
    kind: "addConstant",
    input: checkNodeId("input", fields.input),
    tensor: checkNodeName("tensor", fields.tensor),
    index: checkInteger("index", fields.index, 0, MAX_TENSOR_AXIS - 1),
    order: checkOrder(fields.order),
  });

function checkOrder(order: ValueOrder): ValueOrder {
  if (order !== "coefficients" && order !== "slots") throw nodeError("order", "coefficients or slots", "another order");
  return order;
}
