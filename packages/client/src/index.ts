/** `@velum/client`: predictions on data that the server cannot see. The only holder of secrets; Node and browser. */
export type { Answer, AnswerDetails, Milliseconds } from "./answer.ts";
export { type CallOptions, createClient, type VelumClient } from "./create-client.ts";
export { CLIENT_ERRORS, type ClientErrorCode, type ServerProblem, VelumClientError } from "./errors.ts";
export type { ClientOptions } from "./options.ts";
