/** `@velum/client`: predictions on data that the server cannot see. The only holder of secrets; Node and browser. */
export type { Answer, AnswerDetails, Milliseconds, RowAnswer } from "./answer.ts";
export { type ConnectOptions, connect, type OpenOptions, type ServerConnection } from "./connect.ts";
export {
  type CallOptions,
  createClient,
  type FrameSizes,
  type PredictManyOptions,
  type PredictOptions,
  type VelumClient,
} from "./create-client.ts";
export { CLIENT_ERRORS, type ClientErrorCode, type ServerProblem, VelumClientError } from "./errors.ts";
export type { ServedModel } from "./http/model-list.ts";
export type { KeySetProgress } from "./keys/generate-key-set.ts";
export type { KeySetState } from "./keys/key-set-secret.ts";
export type { Rows } from "./many/batches.ts";
export type { Progress } from "./many/progress.ts";
export type { ClientOptions } from "./options.ts";
export type { Frames, Step, StepListener, StepName } from "./session/step.ts";
