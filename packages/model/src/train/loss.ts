import { sigmoid, type Task } from "@velum/tabular";
import { logSumExp, softmax } from "./softmax.ts";

/** What a wrong output costs. */
export interface Loss {
  /** Of one row. */
  value(outputs: Float64Array, target: number): number;
  /** Writes the slopes by the outputs, times `scale`, to `slopes`. */
  slopes(outputs: Float64Array, target: number, scale: number, slopes: Float64Array): void;
}

/** Log loss for classes, and half the squared error for quantities: all three have the slope `prediction - truth`. */
export const losses: Readonly<Record<Task, Loss>> = {
  binary: {
    value: ([z = 0], label) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - label * z,
    slopes: ([z = 0], label, scale, slopes) => {
      slopes[0] = scale * (sigmoid(z) - label);
    },
  },
  multiclass: {
    value: (outputs, label) => logSumExp(outputs) - (outputs[label] ?? 0),
    slopes: (outputs, label, scale, slopes) => {
      softmax(outputs).forEach((probability, index) => {
        slopes[index] = scale * (probability - (index === label ? 1 : 0));
      });
    },
  },
  regression: {
    value: ([z = 0], target) => (z - target) ** 2 / 2,
    slopes: ([z = 0], target, scale, slopes) => {
      slopes[0] = scale * (z - target);
    },
  },
};
