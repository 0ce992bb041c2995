import type { NodeBase, OperatorRules } from "../operator-rules.ts";

/** Gives a value another name. */
export interface IdentityNode extends NodeBase {
  readonly kind: "identity";
}

export const identityRules: OperatorRules<IdentityNode> = {
  infer: (_, [x]) => x!,
  run: (_, [x]) => x!,
};
