import { createGraph, floatTensor, type Graph, type GraphNode, numberTensor, type Tensor } from "@velum/model/graph";

/** A value that is decrypted: which of the scores each of its elements is, and with which sign. */
export interface Cut {
  readonly name: string;
  readonly sources: readonly { readonly place: number; readonly sign: number }[];
}

/** The nodes after the cut, with the decrypted values taken from one table under the name `scores`. */
export function tailGraph(graph: Graph, cuts: readonly Cut[], width: number): Graph {
  const rows = graph.inputs[0]!.shape[0] ?? null;
  const unpacked = cuts.map((cut) => unpack(graph, cut));
  const cutNames = new Set(cuts.map(({ name }) => name));
  const nodes = neededNodes(graph, cutNames);
  const read = new Set([...graph.outputs, ...nodes.flatMap(({ inputs }) => inputs)]);
  const own = [...graph.constants].filter(([name]) => read.has(name));
  return createGraph({
    name: graph.name,
    inputs: [{ name: "scores", elementType: "float", shape: [rows, width] }],
    constants: new Map([...own, ...unpacked.flatMap(({ constants }) => constants)]),
    nodes: [...unpacked.flatMap((part) => part.nodes), ...nodes],
    outputs: graph.outputs,
  });
}

interface Unpacking {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly (readonly [string, Tensor])[];
}

/** Takes the value's columns, turns signs back, and gives them the value's shape. */
function unpack(graph: Graph, { name, sources }: Cut): Unpacking {
  const [places, signs, columns, signed] = ["places", "signs", "columns", "signed"].map(
    (part) => `${name}#${part}`,
  ) as [string, string, string, string];
  const size = sources.length;
  const [, ...shape] = graph.types.get(name)!.shape as readonly number[];
  return {
    constants: [
      [
        places,
        numberTensor(
          "int",
          [size],
          sources.map(({ place }) => place),
        ),
      ],
      [
        signs,
        floatTensor(
          [size],
          sources.map(({ sign }) => sign),
        ),
      ],
    ],
    nodes: [
      { kind: "gather", name: "scores", axis: 1, inputs: ["scores", places], output: columns },
      { kind: "binary", function: "mul", name: "scores", inputs: [columns, signs], output: signed },
      { kind: "reshape", name: "scores", dimensions: [-1, ...shape], inputs: [signed], output: name },
    ],
  };
}

function neededNodes(graph: Graph, cuts: ReadonlySet<string>): GraphNode[] {
  const needed = new Set(graph.outputs.filter((name) => !cuts.has(name)));
  return graph.nodes
    .toReversed()
    .filter((node) => {
      if (!needed.has(node.output)) return false;
      for (const name of node.inputs) {
        if (!cuts.has(name)) needed.add(name);
      }
      return true;
    })
    .reverse();
}
