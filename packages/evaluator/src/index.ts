/** `@velum/evaluator`: runs encrypted programs. Public data only: it cannot reach `@velum/ckks/secret`. */
export { type ExecutionInputs, execute } from "./execute.ts";
export { infer } from "./infer.ts";
export { type LoadedModel, loadModel } from "./load-model.ts";
export { type LoadedProgram, loadProgram } from "./load-program.ts";
export type { RequestKeys } from "./request-keys.ts";
