import { checkCalibration, ISOTONIC_INTERVALS, type IsotonicCalibration } from "./calibration.ts";
import { checkHeldOut } from "./held-out.ts";
import { FEWEST_ROWS } from "./infer-range.ts";
import { sigmoid } from "./sigmoid.ts";

/** Neighbouring places of the grid that share one value. */
interface Block {
  readonly places: number;
  readonly rows: number;
  readonly ones: number;
}

/**
 * Isotonic calibration on a fixed grid: each row counts at the place of the grid nearest to its probability, and the
 * values are the never falling ones with the least squared error (pool adjacent violators: R. Barlow, D. Bartholomew,
 * J. Bremner, H. Brunk, "Statistical Inference under Order Restrictions", 1972).
 *
 * The values are published, so each rests on at least 5 rows, is rounded to 3 decimals, and keeps a distance of
 * 1 / (n + 2) from 0 and 1, for n rows: no value says how a single row turned out (finding A10).
 *
 * @param labels - 0 and 1, of rows that the model was not trained on
 * @param logits - the model's outputs for them
 * @throws {@link TabularError} `METRIC_INPUT_INVALID`, or `CALIBRATION_IMPOSSIBLE` for one class
 * @example
 * fitIsotonic(labels, logits).values.length; // 21
 */
export function fitIsotonic(labels: readonly number[], logits: readonly number[]): IsotonicCalibration {
  checkHeldOut(labels, logits);
  const blocks = poolViolators(mergeSmall(countPlaces(labels, logits)));
  const least = 1 / (labels.length + 2);
  const values = blocks.flatMap(({ places, rows, ones }) => {
    const value = Math.min(1 - least, Math.max(least, ones / rows));
    return new Array<number>(places).fill(Math.round(value * 1000) / 1000);
  });
  return checkCalibration({ kind: "isotonic", values }) as IsotonicCalibration;
}

function countPlaces(labels: readonly number[], logits: readonly number[]): readonly Block[] {
  const counts = Array.from({ length: ISOTONIC_INTERVALS + 1 }, () => ({ places: 1, rows: 0, ones: 0 }));
  logits.forEach((logit, row) => {
    const count = counts[Math.round(sigmoid(logit) * ISOTONIC_INTERVALS)];
    if (count === undefined) return;
    count.rows++;
    count.ones += labels[row] ?? 0;
  });
  return counts;
}

/** Puts places together until each block has enough rows; what is left at the end joins the last block. */
function mergeSmall(places: readonly Block[]): readonly Block[] {
  const blocks: Block[] = [];
  let open: Block = { places: 0, rows: 0, ones: 0 };
  for (const place of places) {
    open = join(open, place);
    if (open.rows < FEWEST_ROWS) continue;
    blocks.push(open);
    open = { places: 0, rows: 0, ones: 0 };
  }
  const last = blocks.pop();
  return [...blocks, last === undefined ? open : join(last, open)];
}

function poolViolators(blocks: readonly Block[]): readonly Block[] {
  const pooled: Block[] = [];
  for (const block of blocks) {
    pooled.push(block);
    for (let top = pooled.at(-1), under = pooled.at(-2); top && under && falls(under, top); ) {
      pooled.splice(-2, 2, join(under, top));
      [top, under] = [pooled.at(-1), pooled.at(-2)];
    }
  }
  return pooled;
}

/** True where the next value is not above the last one. Cross-multiplied, so that equal parts compare equal. */
function falls(left: Block, right: Block): boolean {
  return left.ones * right.rows >= right.ones * left.rows;
}

function join(left: Block, right: Block): Block {
  return { places: left.places + right.places, rows: left.rows + right.rows, ones: left.ones + right.ones };
}
