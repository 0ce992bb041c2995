export { type Compilation, compile } from "./compile.ts";
export type { CompileOptions } from "./options.ts";
export type { PrecisionBudget } from "./passes/promise-precision.ts";
export { type CompileReport, payloadBytes, reportText } from "./report.ts";
