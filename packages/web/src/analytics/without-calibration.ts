import type { OutputReading, Postprocessing, VectorStep } from "@velum/tabular";

/** The post-processing before it was calibrated; null where it never was. */
export function withoutCalibration(postprocessing: Postprocessing): Postprocessing | null {
  switch (postprocessing.kind) {
    case "identity":
      return null;
    case "sigmoid": {
      const { calibration, ...rest } = postprocessing;
      return calibration === undefined ? null : rest;
    }
    case "outputs": {
      const outputs = postprocessing.outputs.map(plainReading);
      const changed = outputs.some((reading, i) => reading !== postprocessing.outputs[i]);
      return changed ? { kind: "outputs", outputs } : null;
    }
  }
}

/** A calibration stands in the place of the sigmoid. */
function plainReading(reading: OutputReading): OutputReading {
  const isCalibrated = reading.steps.some(({ kind }) => kind === "calibrate");
  if (!isCalibrated) return reading;
  const steps = reading.steps.map((step): VectorStep => (step.kind === "calibrate" ? { kind: "sigmoid" } : step));
  return { ...reading, steps };
}
