import type { ProtectionLevel } from "@velum/protocol";
import type { Postprocessing, Preprocessing, TableSchema } from "@velum/tabular";

/** What the compiler takes beside the model. */
export interface CompileOptions {
  readonly name: string;
  readonly version: string;
  /** A line for people; the name if left out. */
  readonly title?: string;
  readonly schema: TableSchema;
  readonly preprocessing: Preprocessing;
  readonly postprocessing: Postprocessing;
  /** Names of the outputs; those of the model if left out. */
  readonly outputs?: readonly string[];
  /** `standard` floods just below the promise; `strong` adds 40-bit statistical flooding for honestly made inputs. */
  readonly protection: ProtectionLevel;
  /** The promise: largest absolute error of each output, at least 2^-8. 0.004 if left out. */
  readonly maxError?: number;
}
