export type { ExternalFiles } from "./external-data.ts";
export { DEFAULT_READ_LIMITS, type ReadLimits } from "./read-limits.ts";
export { type ReadOnnxOptions, readOnnx } from "./read-onnx.ts";
export { writeOnnx } from "./write-onnx.ts";
