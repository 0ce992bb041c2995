import type { LoadedModel } from "@velum/evaluator";
import { beforeAll, describe, expect, it } from "vitest";
import { loadSmallModel } from "../test-support/small-model.ts";
import { createRegistry } from "./model-registry.ts";

let models: LoadedModel[];

beforeAll(async () => {
  models = [];
  for (const [name, version] of [
    ["b", "1"],
    ["a", "10"],
    ["a", "9"],
  ] as const) {
    models.push(await loadSmallModel({ name, version }));
  }
});

describe("createRegistry", () => {
  it("finds a model by name in its last version, digits compared as numbers", () => {
    const registry = createRegistry(models);
    expect(registry.find("a").contract.version).toBe("10");
    expect(registry.find("a", "9").contract.version).toBe("9");
    expect(registry.versions("a")).toEqual(["9", "10"]);
    expect(registry.models.map(({ contract }) => `${contract.name}/${contract.version}`)).toEqual([
      "a/9",
      "a/10",
      "b/1",
    ]);
  });

  it.each([
    ["c", undefined, "MODEL_UNKNOWN"],
    ["a", "2", "MODEL_VERSION_UNKNOWN"],
    ["constructor", undefined, "MODEL_UNKNOWN"],
    ["__proto__", undefined, "MODEL_NAME_INVALID"],
    ["../a", undefined, "MODEL_NAME_INVALID"],
    ["a\n", undefined, "MODEL_NAME_INVALID"],
    ["", undefined, "MODEL_NAME_INVALID"],
    ["a", "..", "MODEL_NAME_INVALID"],
    ["a", "1/../2", "MODEL_NAME_INVALID"],
  ])("refuses %j in version %j with %s", (name, version, code) => {
    expect(() => createRegistry(models).find(name, version)).toThrow(expect.objectContaining({ code }));
  });

  it("takes each model and version once", () => {
    expect(() => createRegistry([...models, models[0]!])).toThrow(expect.objectContaining({ code: "MODEL_FILE" }));
  });
});
