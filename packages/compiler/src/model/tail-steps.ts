import { ELEMENTWISE, type VectorStep } from "@velum/tabular";

export type AffineStep = Extract<VectorStep, { kind: "affine" }>;
type FunctionStep = Exclude<VectorStep, { kind: "affine" }>;

/** A chain of steps from `inputs` numbers to `outputs`. No two affine steps follow each other. */
export interface Chain {
  readonly inputs: number;
  readonly outputs: number;
  readonly steps: readonly VectorStep[];
}

export const emptyChain = (width: number): Chain => ({ inputs: width, outputs: width, steps: [] });

/** A step of each number, or of all together, at the end. */
export const append = (chain: Chain, step: FunctionStep): Chain => ({ ...chain, steps: [...chain.steps, step] });

/** An affine step at the end; two in a row become one, and one that changes nothing none. */
export function appendAffine(chain: Chain, step: AffineStep): Chain {
  const last = chain.steps.at(-1);
  const before = last?.kind === "affine" ? chain.steps.slice(0, -1) : chain.steps;
  const whole = last?.kind === "affine" ? compose(step, last) : step;
  const steps = isIdentity(whole) ? before : [...before, whole];
  return { inputs: chain.inputs, outputs: step.bias.length, steps };
}

/** Takes numbers at `places`, in this order. */
export function select(chain: Chain, places: readonly number[]): Chain {
  const weights = places.map((place) => Array.from({ length: chain.outputs }, (_, i) => Number(i === place)));
  return appendAffine(chain, { kind: "affine", weights, bias: places.map(() => 0) });
}

/** `scale y + shift`, with a scale and a shift for each number. */
export function scale(chain: Chain, factors: ArrayLike<number>, shifts: ArrayLike<number>): Chain {
  const weights = Array.from(factors, (factor, row) =>
    Array.from({ length: chain.outputs }, (_, i) => (i === row ? factor : 0)),
  );
  return appendAffine(chain, { kind: "affine", weights, bias: Array.from(shifts) });
}

/**
 * The numbers of both chains, one after the other, as one chain: what they have in common is computed once, and what
 * follows side by side. Undefined if the steps after that are not the same functions of single numbers.
 */
export function join(a: Chain, b: Chain): Chain | undefined {
  const common = commonSteps(a, b);
  const shared: Chain = { inputs: a.inputs, outputs: widthAfter(a.inputs, common), steps: common };
  const [left, right] = [a, b].map((chain) => alternate(chain.steps.slice(common.length), shared.outputs));
  const length = Math.max(left!.length, right!.length);
  let joined = shared;
  for (let i = 0; i < length; i++) {
    const [first, second] = [left![i], right![i]];
    if (i % 2 === 0) {
      const [top, bottom] = [first ?? identity(left!, shared), second ?? identity(right!, shared)] as [
        AffineStep,
        AffineStep,
      ];
      joined = appendAffine(joined, i === 0 ? stack(top, bottom) : blockDiagonal(top, bottom));
    } else {
      if (first === undefined || JSON.stringify(first) !== JSON.stringify(second)) return undefined;
      const step = first as FunctionStep;
      if (step.kind !== "clip" && !ELEMENTWISE.some((kind) => kind === step.kind)) return undefined;
      joined = append(joined, step);
    }
  }
  return joined;
}

function commonSteps(a: Chain, b: Chain): readonly VectorStep[] {
  let length = 0;
  while (length < a.steps.length && JSON.stringify(a.steps[length]) === JSON.stringify(b.steps[length])) length++;
  return a.steps.slice(0, length);
}

const widthAfter = (width: number, steps: readonly VectorStep[]): number =>
  steps.reduce((current, step) => (step.kind === "affine" ? step.bias.length : current), width);

/** Affine steps at even places, functions at odd ones, an affine step first and last. */
function alternate(steps: readonly VectorStep[], width: number): VectorStep[] {
  const out: VectorStep[] = [];
  let current = width;
  for (const step of steps) {
    if (step.kind !== "affine" && out.length % 2 === 0) out.push(unit(current));
    out.push(step);
    current = widthAfter(current, [step]);
  }
  if (out.length % 2 === 0) out.push(unit(current));
  return out;
}

/** The numbers of a chain that is shorter by its last affine step. */
const identity = (steps: readonly VectorStep[], shared: Chain): AffineStep => unit(widthAfter(shared.outputs, steps));

const unit = (width: number): AffineStep => ({
  kind: "affine",
  weights: Array.from({ length: width }, (_, row) => Array.from({ length: width }, (_, i) => Number(i === row))),
  bias: new Array<number>(width).fill(0),
});

const isIdentity = ({ weights, bias }: AffineStep): boolean =>
  bias.every((value) => value === 0) &&
  weights.every((row, i) => row.length === weights.length && row.every((value, j) => value === Number(i === j)));

/** The second step after the first. */
function compose(second: AffineStep, first: AffineStep): AffineStep {
  const weights = second.weights.map((row) =>
    Array.from({ length: first.weights[0]!.length }, (_, j) =>
      row.reduce((sum, value, k) => sum + value * first.weights[k]![j]!, 0),
    ),
  );
  const bias = second.weights.map((row, i) =>
    row.reduce((sum, value, k) => sum + value * first.bias[k]!, second.bias[i]!),
  );
  return { kind: "affine", weights, bias };
}

const stack = (top: AffineStep, bottom: AffineStep): AffineStep => ({
  kind: "affine",
  weights: [...top.weights, ...bottom.weights],
  bias: [...top.bias, ...bottom.bias],
});

function blockDiagonal(top: AffineStep, bottom: AffineStep): AffineStep {
  const [left, right] = [top.weights[0]!.length, bottom.weights[0]!.length];
  return {
    kind: "affine",
    weights: [
      ...top.weights.map((row) => [...row, ...new Array<number>(right).fill(0)]),
      ...bottom.weights.map((row) => [...new Array<number>(left).fill(0), ...row]),
    ],
    bias: [...top.bias, ...bottom.bias],
  };
}
