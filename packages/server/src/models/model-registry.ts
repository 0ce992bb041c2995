import type { LoadedModel } from "@velum/evaluator";
import { MODEL_NAME, MODEL_VERSION, VelumError } from "@velum/protocol";

/** The models of a server, fixed when it starts. */
export interface ModelRegistry {
  /** By name, then by version. */
  readonly models: readonly LoadedModel[];
  /**
   * The model of this name, in this version or else in its last one.
   * @throws VelumError MODEL_NAME_INVALID, MODEL_UNKNOWN, MODEL_VERSION_UNKNOWN
   */
  find(name: string, version?: string): LoadedModel;
  /** Versions of a model, the oldest first. @throws VelumError MODEL_NAME_INVALID, MODEL_UNKNOWN */
  versions(name: string): readonly string[];
}

/** Digits compare as numbers: version 10 comes after 9. */
const { compare } = new Intl.Collator("en", { numeric: true });

/**
 * @throws VelumError MODEL_FILE where two models have the same name and version
 * @example const registry = createRegistry(await loadModels("models"));
 */
export function createRegistry(models: readonly LoadedModel[]): ModelRegistry {
  const sorted = [...models].sort(({ contract: a }, { contract: b }) =>
    a.name === b.name ? compare(a.version, b.version) : compare(a.name, b.name),
  );
  const byName = new Map<string, LoadedModel[]>();
  for (const model of sorted) byName.set(model.contract.name, [...(byName.get(model.contract.name) ?? []), model]);
  for (const group of byName.values()) checkVersionsDiffer(group);

  const group = (name: string): readonly LoadedModel[] => {
    checkName("model", name, MODEL_NAME);
    const found = byName.get(name);
    if (found === undefined) throw refuse("MODEL_UNKNOWN", "model", "a model of this server", "another name");
    return found;
  };
  return Object.freeze({
    models: Object.freeze(sorted),
    find: (name: string, version?: string) => findVersion(group(name), version),
    versions: (name: string) => group(name).map(({ contract }) => contract.version),
  });
}

function findVersion(group: readonly LoadedModel[], version: string | undefined): LoadedModel {
  if (version === undefined) return group.at(-1)!;
  checkName("version", version, MODEL_VERSION);
  const found = group.find(({ contract }) => contract.version === version);
  if (found === undefined) throw refuse("MODEL_VERSION_UNKNOWN", "version", "a version of this model", "another");
  return found;
}

function checkVersionsDiffer(group: readonly LoadedModel[]): void {
  if (new Set(group.map(({ contract }) => contract.version)).size !== group.length) {
    throw refuse("MODEL_FILE", "models", "each model and version once", "one twice");
  }
}

/** Names reach file systems, logs and metrics of operators: they keep to their pattern (E9). */
function checkName(argument: string, name: string, pattern: RegExp): void {
  if (!pattern.test(name)) throw refuse("MODEL_NAME_INVALID", argument, "letters, digits, . _ -", "another text");
}

const refuse = (
  code: "MODEL_FILE" | "MODEL_NAME_INVALID" | "MODEL_UNKNOWN" | "MODEL_VERSION_UNKNOWN",
  argument: string,
  expected: string,
  got: string,
): VelumError => new VelumError(code, { argument, expected, got });
