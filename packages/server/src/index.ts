/** `@velum/server`: HTTP around the evaluator. Public data only: it cannot reach `@velum/ckks/secret`. */
export { buildApp } from "./app.ts";
export { type Demonstration, type DemonstrationModel, loadDemonstration } from "./demonstration/load-demonstration.ts";
export { isLoopback, type ListenOptions, listen, type RunningServer } from "./listen.ts";
export { type LoadOptions, loadModels } from "./models/load-models.ts";
export { createRegistry, type ModelRegistry } from "./models/model-registry.ts";
export { loadPage, type Page, type PageFile, PLACEHOLDERS } from "./page/load-page.ts";
export { buildPageApp } from "./page/page-app.ts";
export type { ServerOptions } from "./server-config.ts";
export type { ServerEvent } from "./server-event.ts";
export { createThreads } from "./threads/create-threads.ts";
export { SERVER_VERSION } from "./version.ts";
