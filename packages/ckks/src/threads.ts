/** `@velum/ckks/threads`: operations on several threads. For servers; the environment says how a thread is started. */
export { type Helper, type SpawnHelper, startThreads, type Threads } from "./threads/start-threads.ts";
