import * as nodeSeal from "node-seal";

type SealModule = { readonly default: () => Promise<SealLibrary> };

/** The library that node-seal's loader gives. */
export type SealLibrary = Awaited<ReturnType<typeof import("node-seal")["default"]>>;

/** Loads node-seal: its declarations are those of an ES module, its Node file is CommonJS, so the loader is one `default` deeper. */
export function loadSeal(): Promise<SealLibrary> {
  const { default: outer } = nodeSeal as unknown as { readonly default: SealModule | SealModule["default"] };
  return typeof outer === "function" ? outer() : outer.default();
}
