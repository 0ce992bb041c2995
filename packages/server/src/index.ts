/** `@velum/server`: HTTP around the evaluator. Public data only: it cannot reach `@velum/ckks/secret`. */
export { buildApp } from "./app.ts";
export { isLoopback, type ListenOptions, listen, type RunningServer } from "./listen.ts";
export { findBundles, readBundleFile } from "./models/find-bundles.ts";
export { loadModels } from "./models/load-models.ts";
export { createRegistry, type ModelRegistry } from "./models/model-registry.ts";
export { checkServerOptions, type ServerConfig, type ServerOptions } from "./server-config.ts";
export type { ServerEvent } from "./server-event.ts";
export { SERVER_VERSION } from "./version.ts";
