import { elementsOfARow } from "../../graph/shape.ts";
import type { NodeReader } from "../node-reader.ts";

export function concat(node: NodeReader): void {
  const inputs = node.inputs();
  const axis = node.axis(inputs[0]!, node.attributes.int("axis", 1));
  node.emit({ kind: "concat", axis, inputs }, node.output(0));
}

export function gather(node: NodeReader): void {
  const axis = node.axis(node.input(0), node.attributes.int("axis", 0));
  node.emit({ kind: "gather", axis, inputs: [node.input(0), node.input(1)] }, node.output(0));
}

/**
 * A Gather along the last axis whose places are one list; a list of values counts as one row of them
 * (ArrayFeatureExtractor 1).
 */
export function arrayFeatureExtractor(node: NodeReader): void {
  const [values, places] = [node.input(0), node.input(1)];
  const rank = node.rank(values);
  if (rank === 0) throw node.unsupported("extracts from a scalar");
  const flat = node.rank(places) === 1 ? places : node.emit({ kind: "reshape", dimensions: [-1], inputs: [places] });
  if (rank > 1) {
    node.emit({ kind: "gather", axis: rank - 1, inputs: [values, flat] }, node.output(0));
    return;
  }
  const row = node.emit({ kind: "gather", axis: 0, inputs: [values, flat] });
  node.emit({ kind: "reshape", dimensions: [1, -1], inputs: [row] }, node.output(0));
}

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** One slice after the other, an axis at a time. */
export function slice(node: NodeReader): void {
  const cuts = (node.opset < 10 ? cutsInAttributes(node) : cutsInInputs(node)).filter((cut) => !isWholeAxis(node, cut));
  if (cuts.length === 0) node.emit({ kind: "identity", inputs: [node.input(0)] }, node.output(0));
  cuts.reduce(
    (input, cut, index) => emitCut(node, input, cut, index === cuts.length - 1 ? node.output(0) : undefined),
    node.input(0),
  );
}

function cutsInAttributes(node: NodeReader): Cut[] {
  const { attributes } = node;
  return pairUp(node, attributes.ints("starts"), attributes.ints("ends"), attributes.ints("axes"), undefined);
}

function cutsInInputs(node: NodeReader): Cut[] {
  const [starts, ends, axes, steps] = ["starts", "ends", "axes", "steps"].map((what, i) =>
    node.optionalNumbers(i + 1, what),
  );
  return pairUp(node, starts, ends, axes, steps);
}

type Numbers = readonly number[] | undefined;

function pairUp(node: NodeReader, starts: Numbers, ends: Numbers, axes: Numbers, steps: Numbers): Cut[] {
  const lists = [ends, axes ?? starts, steps ?? starts];
  if (starts === undefined || lists.some((list) => list?.length !== starts.length)) {
    throw node.unsupported("starts, ends, axes and steps do not belong together");
  }
  return starts.map((start, i) => ({
    axis: node.axis(node.input(0), axes?.[i] ?? i),
    start,
    end: ends![i]!,
    step: steps?.[i] ?? 1,
  }));
}

/** Such a cut may name the axis of the rows, which no other may. */
function isWholeAxis(node: NodeReader, { axis, start, end, step }: Cut): boolean {
  const size = node.type(node.input(0)).shape[axis];
  return start === 0 && step === 1 && (end >= 2 ** 31 - 1 || end === size);
}

function emitCut(node: NodeReader, input: string, { axis, start, end, step }: Cut, output: string | undefined): string {
  const size = node.type(input).shape[axis];
  if (typeof size !== "number") throw node.unsupported("slices rows", "Slice columns only");
  if (step === 0) throw node.unsupported("a step is 0");
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (place: number) => Math.min(Math.max(place < 0 ? place + size : place, lowest), highest);
  const first = step > 0 ? clamp(start) : Math.max(clamp(start), 0);
  const length = Math.ceil((clamp(end) - first) / step);
  if (length < 1) throw node.unsupported("slices nothing");
  return node.emit({ kind: "slice", axis, start: first, step, length, inputs: [input] }, output);
}

/** Sizes are an attribute before opset 13, an input from then on; without them the parts are equal. */
export function split(node: NodeReader): void {
  const input = node.input(0);
  const axis = node.axis(input, node.attributes.int("axis", 0));
  const size = node.type(input).shape[axis];
  if (typeof size !== "number") throw node.unsupported("splits rows", "Split columns only");
  const sizes = splitSizes(node, size);
  if (sizes.reduce((sum, part) => sum + part, 0) !== size) throw node.unsupported(`the parts do not add up to ${size}`);
  sizes.reduce((start, length, index) => {
    if (node.hasOutput(index)) {
      node.emit({ kind: "slice", axis, start, step: 1, length, inputs: [input] }, node.output(index));
    }
    return start + length;
  }, 0);
}

function splitSizes(node: NodeReader, size: number): number[] {
  const given = node.opset < 13 ? node.attributes.ints("split") : node.optionalNumbers(1, "sizes of parts");
  if (given !== undefined) {
    if (given.length !== node.outputs.length)
      throw node.unsupported(`${given.length} sizes for ${node.outputs.length} parts`);
    return given;
  }
  const parts = node.opset < 18 ? node.outputs.length : node.attributes.int("num_outputs", node.outputs.length);
  if (parts !== node.outputs.length) throw node.unsupported(`${parts} parts for ${node.outputs.length} outputs`);
  const each = Math.ceil(size / parts);
  return Array.from({ length: parts }, (_, index) => Math.min(each, size - index * each));
}

/** Puts inputs side by side as floats (FeatureVectorizer 1). */
export function featureVectorizer(node: NodeReader): void {
  const inputs = node.inputs();
  const widths = node.attributes.ints("inputdimensions");
  const fits = inputs.every((name, i) => {
    const { shape } = node.type(name);
    return shape.length === 2 && (widths === undefined || elementsOfARow(shape.slice(1)) === widths[i]);
  });
  if (!fits) throw node.unsupported("inputs are not tables of the declared widths");
  const floats = inputs.map((name) => node.emit({ kind: "cast", to: "float", inputs: [name] }));
  node.emit({ kind: "concat", axis: 1, inputs: floats }, node.output(0));
}
