/** An affine layer: weights out x in, and biases. */
export type Layer = readonly [weights: readonly (readonly number[])[], bias: readonly number[]];

/** A circuit for one row that libraries without a compiler run: the slots repeat with `period`. */
export interface Circuit {
  readonly period: number;
  /** Slots of the outputs. */
  readonly outputs: readonly number[];
  /** Times and plus slots, square, or v += rotate(v, r) for each r in turn. */
  readonly steps: readonly (
    | readonly ["mul" | "add", readonly number[]]
    | readonly ["square"]
    | readonly ["sum", readonly number[]]
  )[];
}

/** What every system runs: weights, rows, clear results, circuits by hand and rows packed for them. */
export interface Workload {
  readonly layers: Readonly<Record<NetworkName, readonly Layer[]>>;
  readonly inputs: { readonly x13: readonly number[][]; readonly x30: readonly number[][] };
  readonly expected: Readonly<Record<NetworkName, readonly number[][]>>;
  readonly programs: Readonly<Record<RowTask, Circuit>>;
  readonly packed: Readonly<Record<RowTask, readonly number[][]>>;
}

export type NetworkName = "lr13" | "mlp13" | "mlp30";
export type RowTask = "lr13-row" | "mlp13-16-1-row" | "mlp30-32-16-2-row";

/** Rows of a batch. */
export const BATCH = 4096;
/** No input is larger. */
export const INPUT_LIMIT = 1;
/** Rows that a task of single rows is checked on. */
const CHECKED = 40;

const times = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => value(i));

/** Numbers in (-1, 1) that look random, the same for the same seed: splitmix32. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (((mixed ^ (mixed >>> 15)) >>> 0) + 0.5) / 2 ** 31 - 1;
  };
}

/** Square after every layer but the last. */
export const runDense = (layers: readonly Layer[], row: readonly number[]): number[] =>
  layers.reduce<number[]>(
    (values, [weights, bias], k) =>
      weights
        .map((line, i) => line.reduce((sum, weight, j) => sum + weight * values[j]!, bias[i]!))
        .map((value) => (k === layers.length - 1 ? value : value * value)),
    [...row],
  );

/** Weights scaled so that squares stay near 1. */
export function createWorkload(): Workload {
  const weight = uniforms(7);
  const layer = (out: number, fan: number): Layer => [
    Array.from({ length: out }, () => times(fan, () => weight() / Math.sqrt(fan))),
    times(out, () => 0.1 * weight()),
  ];
  const layers = {
    lr13: [layer(1, 13)],
    mlp13: [layer(16, 13), layer(1, 16)],
    mlp30: [layer(32, 30), layer(16, 32), layer(2, 16)],
  };
  const value = uniforms(1);
  const rows = (count: number, width: number): number[][] => Array.from({ length: count }, () => times(width, value));
  const inputs = { x13: rows(BATCH, 13), x30: rows(64, 30) };
  const expected = {
    lr13: inputs.x13.map((row) => runDense(layers.lr13, row)),
    mlp13: inputs.x13.map((row) => runDense(layers.mlp13, row)),
    mlp30: inputs.x30.map((row) => runDense(layers.mlp30, row)),
  };
  const [first, wide] = [inputs.x13.slice(0, CHECKED), inputs.x30.slice(0, CHECKED)];
  return {
    layers,
    inputs,
    expected,
    programs: circuits(layers),
    packed: {
      "lr13-row": first.map((row) => padded(row, 16)),
      "mlp13-16-1-row": first.map((row) => repeated(padded(row, 16), 16)),
      "mlp30-32-16-2-row": wide.map((row) => padded(row, 32).flatMap((one) => times(32, () => one))),
    },
  };
}

const padded = (values: readonly number[], length: number): number[] => times(length, (i) => values[i] ?? 0);
const repeated = (values: readonly number[], count: number): number[] =>
  Array.from({ length: count }, () => values).flat();

/** The cheapest circuits that we know of for one row: a plain product a layer, rotate and add, square. */
function circuits({ lr13, mlp13, mlp30 }: Record<NetworkName, readonly Layer[]>): Record<RowTask, Circuit> {
  const [[[line], [offset]]] = lr13 as [[[number[]], [number]]];
  const [[a1, c1], [a2, c2]] = mlp13 as [Layer, Layer];
  const [[d1, e1], [d2, e2], [d3, e3]] = mlp30 as [Layer, Layer, Layer];
  const grid = (at: (block: number, slot: number) => number): number[] =>
    times(1024, (n) => at(Math.floor(n / 32), n % 32));
  const atStart = (at: (block: number) => number): number[] => grid((block, slot) => (slot === 0 ? at(block) : 0));
  return {
    "lr13-row": {
      period: 16,
      outputs: [0],
      steps: [
        ["mul", padded(line, 16)],
        ["sum", [8, 4, 2, 1]],
        ["add", times(16, () => offset)],
      ],
    },
    "mlp13-16-1-row": {
      period: 256,
      outputs: [0],
      steps: [
        ["mul", a1.flatMap((weights) => padded(weights, 16))],
        ["sum", [8, 4, 2, 1]],
        ["add", c1.flatMap((bias) => times(16, () => bias))],
        ["square"],
        ["mul", times(256, (n) => (n % 16 === 0 ? a2[0]![n / 16]! : 0))],
        ["sum", [128, 64, 32, 16]],
        ["add", times(256, () => c2[0]!)],
      ],
    },
    "mlp30-32-16-2-row": {
      period: 1024,
      outputs: [0, 512],
      steps: [
        ["mul", grid((feature, unit) => d1[unit]![feature] ?? 0)],
        ["sum", [512, 256, 128, 64, 32]],
        ["add", grid((_, unit) => e1[unit]!)],
        ["square"],
        ["mul", grid((unit, slot) => d2[unit % 16]![slot]!)],
        ["sum", [16, 8, 4, 2, 1]],
        ["add", atStart((unit) => e2[unit % 16]!)],
        ["square"],
        ["mul", atStart((block) => d3[block >> 4]![block % 16]!)],
        ["sum", [256, 128, 64, 32]],
        ["add", grid((block) => e3[block >> 4]!)],
      ],
    },
  };
}
