import { GraphError } from "../graph/graph-error.ts";
import type { NodeProto } from "./generated/onnx-ml_pb.ts";
import type { OperatorReader } from "./node-reader.ts";
import { OPERATORS } from "./operator-table.ts";
import { type Domain, domainOf, SUPPORTED_OPSETS } from "./opsets.ts";
import { isKnownRefusal, refusalOf } from "./refusals.ts";

/** A node of the file whose operator is supported. */
export interface OnnxNode {
  /** The name in the file, or the operator and its position. */
  readonly name: string;
  /** The operator, with its domain where that is not the standard one. */
  readonly operator: string;
  readonly opset: number;
  readonly read: OperatorReader;
  /** "" where an optional input is left out. */
  readonly inputs: readonly string[];
  /** "" where an optional output is left out. */
  readonly outputs: readonly string[];
  readonly proto: NodeProto;
}

/**
 * The nodes of the file, once every operator is known to be supported: the obstacle is named before anything is said
 * about shapes.
 *
 * @throws {GraphError} OPERATOR_UNSUPPORTED or OPSET_UNSUPPORTED.
 */
export function readNodes(nodes: readonly NodeProto[], opsets: ReadonlyMap<Domain, number>): OnnxNode[] {
  const named = nodes.map(nameNode);
  requireReaders(named);
  return named.map((node) => ({ ...node, opset: requireOpset(node, opsets) }) as OnnxNode);
}

type NamedNode = Omit<OnnxNode, "opset" | "read"> & { readonly read: OperatorReader | undefined };

function nameNode(proto: NodeProto, position: number): NamedNode {
  const { opType, input: inputs, output: outputs } = proto;
  const domain = domainOf(proto.domain);
  return {
    name: proto.name === "" ? `${opType}#${position}` : proto.name,
    operator: domain === "ai.onnx" ? opType : `${proto.domain}.${opType}`,
    read: domain === undefined || proto.overload !== "" ? undefined : OPERATORS.get(`${domain}.${opType}`),
    inputs,
    outputs,
    proto,
  };
}

/** Blames the operator that stands for the kind of model, an LSTM say, before the helpers around it. */
function requireReaders(nodes: readonly NamedNode[]): void {
  const obstacles = nodes.filter(({ read }) => read === undefined);
  const worst = obstacles.find(({ operator }) => isKnownRefusal(operator)) ?? obstacles[0];
  if (worst === undefined) return;
  throw new GraphError("OPERATOR_UNSUPPORTED", {
    ...refusalOf(worst.operator),
    node: worst.name,
    operator: worst.operator,
  });
}

function requireOpset({ name, operator, proto }: NamedNode, opsets: ReadonlyMap<Domain, number>): number {
  const domain = domainOf(proto.domain)!;
  const opset = opsets.get(domain);
  if (opset !== undefined) return opset;
  const { oldest, newest } = SUPPORTED_OPSETS[domain];
  const reason = `the file names no opset of its domain, supported are ${oldest} to ${newest}`;
  throw new GraphError("OPSET_UNSUPPORTED", { reason, node: name, operator });
}
