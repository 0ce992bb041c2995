import type { PlanName, ProtectionLevel } from "@velum/protocol";
import type { RangeData } from "./model/range-data.ts";

/** What the compiler takes beside the model. */
export interface CompileOptions {
  readonly name: string;
  readonly version: string;
  /** A line for people; the name if left out. */
  readonly title?: string;
  /** `standard` floods just below the promise; `strong` adds 40-bit statistical flooding for honestly made inputs. */
  readonly protection: ProtectionLevel;
  /**
   * The promise: largest absolute error of each output, at least 2^-8. If left out, 0.004, or a 64,000th of the outputs' range
   * where they are themselves the answer; a plan that cannot meet it promises up to 64 times that.
   */
  readonly maxError?: number;
  /** The plans to make, all of them or none; those that are worth having if left out. */
  readonly plans?: readonly PlanName[];
  /** Rows that show where activations are used; needed for those that are no polynomials. */
  readonly rangeData?: RangeData;
  /** Admits plans of which one request is answered with enough rows to determine the model. */
  readonly allowModelDisclosure?: boolean;
}
