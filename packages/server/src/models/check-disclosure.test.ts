import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeBundle } from "@velum/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { severalPlans } from "../../../protocol/reference/sample-bundle.ts";
import { loadModels } from "./load-models.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-models-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const write = (name: string, bytes: Uint8Array): Promise<void> => writeFile(join(folder, name), bytes);

describe("model disclosure (A1, A2)", () => {
  const load = (allowModelDisclosure?: boolean) => loadModels(folder, { allowModelDisclosure });

  it("refuses columns of which one request determines the model, and says which and what would help", async () => {
    await write("heart.velum", writeBundle(severalPlans()));
    for (const refusedBy of [load(), load(false)]) {
      await expect(refusedBy).rejects.toMatchObject({
        code: "MODEL_DISCLOSURE",
        argument: "plan columns of heart 1.0",
        expected: "fewer than 13 answers a request, or allowModelDisclosure",
        got: "2048 answers",
      });
    }
  });

  it("serves them when the operator allows it", async () => {
    await write("heart.velum", writeBundle(severalPlans()));
    const [model] = await load(true);
    expect([...model!.programs.keys()]).toEqual(["dot", "dot-rows", "columns"]);
  });

  it("serves the same plans of a model that one request does not determine", async () => {
    const bundle = severalPlans();
    const disclosure = { effectiveParameters: 4000, answersThatDetermine: 2049 };
    await write("heart.velum", writeBundle({ ...bundle, contract: { ...bundle.contract, disclosure } }));
    expect(await load()).toHaveLength(1);
    const equal = { ...disclosure, answersThatDetermine: 2048 };
    await write("heart.velum", writeBundle({ ...bundle, contract: { ...bundle.contract, disclosure: equal } }));
    await expect(load()).rejects.toMatchObject({ code: "MODEL_DISCLOSURE" });
  });

  it("takes yes or no for an answer", async () => {
    await expect(load("yes" as never)).rejects.toMatchObject({ code: "SERVER_OPTION" });
  });
});
