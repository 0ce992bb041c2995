import {
  addedConstant,
  type CoefficientConstant,
  type ConstantNode,
  combinationWeights,
  constantCoefficients,
  constantPeriod,
  constantSlots,
  type Program,
  type ProgramNode,
  type ProtectNode,
  type SlotConstant,
  type VerifiedProgram,
} from "@velum/protocol";

/** How an interpreter of real numbers differs from exact arithmetic. */
export interface Arithmetic {
  /** Numbers of the model as they are encoded at a scale. */
  readonly encode: (values: Float64Array, scale: number) => Float64Array;
  /** What is added to a node's value, element by element, before it is used. */
  readonly disturb: (values: Float64Array, node: number) => Float64Array;
}

/** Nothing is rounded, nothing added. */
export const EXACT: Arithmetic = Object.freeze({
  encode: (values: Float64Array) => values,
  disturb: (values: Float64Array) => values,
});

/**
 * Walks over a program's nodes with real vectors in place of ciphertexts: coefficients of polynomials for `dot`, rows for
 * `columns`, where every node works element by element, slots for `diagonal`.
 * @param inputs - a vector for each input node, as `packRows` makes them
 * @returns a vector for each output node: the released coefficients, or a number for each row
 */
export function interpret(
  verified: VerifiedProgram,
  inputs: readonly Float64Array[],
  arithmetic: Arithmetic,
): readonly Float64Array[] {
  const values: Float64Array[] = [];
  const rest = inputs.values();
  const wanted = wantedCoefficients(verified.program);
  verified.program.nodes.forEach((node, id) => {
    values.push(arithmetic.disturb(nodeValue(node, id, { verified, values, rest, arithmetic, wanted }), id));
  });
  return verified.program.nodes.flatMap((node, id) => (node.kind === "output" ? [values[id]!] : []));
}

interface Walk {
  readonly verified: VerifiedProgram;
  readonly values: readonly Float64Array[];
  readonly rest: Iterator<Float64Array>;
  readonly arithmetic: Arithmetic;
  readonly wanted: readonly number[] | null;
}

/**
 * The coefficients of products that are released, where products are followed by nothing but work on single coefficients; null for
 * all. With all monomials of degree 4 one of 2,380 is wanted, and the others take a thousand times as long.
 */
function wantedCoefficients({ layout, nodes }: Program): readonly number[] | null {
  if (layout !== "dot") return null;
  const isFirst = ({ kind }: ProgramNode): boolean => kind === "input" || kind === "constant";
  const wanted = new Set<number>();
  for (const node of nodes) {
    if (node.kind === "multiplyPlain" && !isFirst(nodes[node.input]!)) return null;
    if (node.kind !== "protect") continue;
    if (node.positions === "all") return null;
    for (const position of node.positions) wanted.add(position);
  }
  return [...wanted];
}

function nodeValue(node: ProgramNode, id: number, { verified, values, rest, arithmetic, wanted }: Walk): Float64Array {
  const { states, tensors } = verified;
  const { scale } = states[id]!;
  switch (node.kind) {
    case "input":
      return rest.next().value;
    case "constant":
      return constantValues(node, verified, scale, arithmetic);
    case "multiplyPlain":
      return negacyclicProduct(values[node.input]!, values[node.constant]!, wanted);
    case "innerProduct":
      return sum(
        node.inputs.map((input, k) => elementwise(values[input]!, values[node.constants[k]!]!)),
        node.inputs.map(() => 1),
      );
    case "rotate":
      return rotated(values[node.input]!, node.steps);
    case "rotateSum":
      return sum(
        node.inputs.map((input, k) => rotated(values[input]!, node.steps[k]!)),
        node.inputs.map(() => 1),
      );
    case "addPlain":
      return sum([values[node.input]!, values[node.constant]!], [1, 1]);
    case "linearCombination": {
      const weights = arithmetic.encode(combinationWeights(node, tensors, `nodes[${id}]`), node.scale);
      return sum(
        node.inputs.map((input) => values[input]!),
        weights,
      );
    }
    case "signedSum":
      return sum(
        node.inputs.map((input) => values[input]!),
        node.signs,
      );
    case "addConstant": {
      const [added] = arithmetic.encode(Float64Array.of(addedConstant(node, tensors, `nodes[${id}]`)), scale);
      return values[node.input]!.map((value) => value + added!);
    }
    case "square":
      return values[node.input]!.map((value) => value * value);
    case "sumOfProducts": {
      const products = node.lefts.map((left, k) => elementwise(values[left]!, values[node.rights[k]!]!));
      if (node.addend !== null) products.push(values[node.addend]!);
      return sum(
        products,
        products.map(() => 1),
      );
    }
    case "protect":
      return released(node, values[node.input]!, verified);
    case "rescale":
    case "dropLevel":
    case "relinearizeRescale":
    case "output":
      return values[node.input]!;
  }
}

/** The product in R[X] / (X^N + 1), at some of its coefficients; the others are left 0. Zeros of b cost nothing. */
function negacyclicProduct(a: Float64Array, b: Float64Array, wanted: readonly number[] | null): Float64Array {
  const n = a.length;
  const out = new Float64Array(n);
  const places = Array.from(b.keys()).filter((j) => b[j] !== 0);
  for (const at of wanted ?? a.keys()) {
    let sum = 0;
    for (const j of places) sum += j <= at ? a[at - j]! * b[j]! : -(a[n + at - j]! * b[j]!);
    out[at] = sum;
  }
  return out;
}

function sum(vectors: readonly Float64Array[], factors: ArrayLike<number>): Float64Array {
  const out = new Float64Array(vectors[0]!.length);
  vectors.forEach((vector, k) => {
    const factor = factors[k]!;
    for (let i = 0; i < out.length; i++) out[i]! += factor * vector[i]!;
  });
  return out;
}

function constantValues(
  node: ConstantNode,
  { tensors, parameters }: VerifiedProgram,
  scale: number,
  { encode }: Arithmetic,
): Float64Array {
  if (node.encoding.kind === "coefficients") {
    return encode(constantCoefficients(node as CoefficientConstant, tensors, parameters.ringDegree), scale);
  }
  // Slots of period p are sums of 2p coefficients, rounded one by one: together as if the step were sqrt(p) times as wide.
  const period = constantPeriod(node as SlotConstant, tensors, parameters.slotCount);
  return encode(constantSlots(node as SlotConstant, tensors, parameters.slotCount), scale / Math.sqrt(period));
}

const elementwise = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value * b[i]!);

const rotated = (values: Float64Array, steps: number): Float64Array =>
  values.map((_, i) => values[(i + steps) % values.length]!);

/** All values, single coefficients, or the slots of a subring: of those that repeat the mean, as its few coefficients have it. */
function released({ positions }: ProtectNode, values: Float64Array, { program }: VerifiedProgram): Float64Array {
  if (positions === "all") return values;
  if (program.layout !== "diagonal") return Float64Array.from(positions, (position) => values[position]!);
  const period = positions.length / 2;
  const means = new Float64Array(period);
  values.forEach((value, i) => {
    means[i % period]! += (value * period) / values.length;
  });
  return means;
}
