import type { PolynomialNetwork } from "./fit-activation.ts";
import { affineInterval, type InputRanges } from "./input-groups.ts";

const MOST_NAMES = 3;

/**
 * The features whose ranges widen the outputs most, widest first: what a first layer makes of each one's range alone, times what the
 * output layer makes of that.
 */
export function widestFeatures(
  { hidden, output, features }: PolynomialNetwork,
  ranges: InputRanges,
): readonly string[] {
  const first = hidden?.affine ?? output;
  const importance = Array.from({ length: first.outputs }, (_, k) => {
    if (hidden === null) return 1;
    const { inputs, outputs, weights } = output;
    return Array.from({ length: outputs }, (__, c) => Math.abs(weights[c * inputs + k]!)).reduce((a, b) => a + b, 0);
  });
  const widths = ranges.groups.map((group) => {
    const alone = { ...ranges, groups: [group] };
    return importance.reduce((sum, factor, k) => {
      const { lo, hi } = affineInterval(first.weights.subarray(k * features, (k + 1) * features), 0, alone);
      return sum + factor * (hi - lo);
    }, 0);
  });
  const order = widths.map((_, i) => i).sort((a, b) => widths[b]! - widths[a]!);
  return order.slice(0, MOST_NAMES).map((group) => ranges.names[ranges.groups[group]!.columns[0]!]!.split("=")[0]!);
}
