import { createGraph, floatTensor, type GraphNode } from "@velum/model/graph";
import { describe, expect, it } from "vitest";
import { fixtureModel, heartTrainingRows } from "../reference/fixture-model.ts";
import { compile } from "./compile.ts";
import { explainFit } from "./explain-fit.ts";
import { readModel } from "./model/read-model.ts";

describe("explainFit", () => {
  it("says of a linear model what it becomes and costs, without any data", () => {
    const { fits, layers, plans, obstacle, assumptions } = explainFit(fixtureModel("heart-logreg").graph);
    expect({ fits, obstacle }).toEqual({ fits: true, obstacle: null });
    expect(layers).toEqual([{ kind: "affine", text: "18 -> 1", became: "an inner product with the encrypted row" }]);
    expect(plans.map(({ name }) => name)).toEqual(["dot", "dot-rows", "columns"]);
    for (const { bytes, estimate } of plans) {
      expect(bytes.request).toBeGreaterThan(bytes.response);
      expect(estimate.microseconds).toBeGreaterThan(estimate.evaluationMicroseconds);
    }
    expect(assumptions[0]).toContain("ranges");
  });

  it("assumes nothing where data are given, and then says what compiling says", () => {
    const name = "heart-torch-bn-dynamo";
    const rangeData = heartTrainingRows(name);
    const { graph } = fixtureModel(name);
    const explained = explainFit(graph, { rangeData });
    expect(explained.assumptions).toHaveLength(1);
    const options = { name: "m", version: "1", protection: "standard", allowModelDisclosure: true, rangeData } as const;
    const { report } = compile(readModel(graph, { rangeData }), options);
    expect(explained.plans).toEqual(report.plans);
    expect(explained.layers).toEqual(report.layers);
  });

  it("names the first obstacle of a deep network, with its layers", () => {
    const deep = Array.from({ length: 7 }, (_, k): GraphNode[] => [
      {
        kind: "matMul",
        name: `dense${k}`,
        inputs: [k === 0 ? "x" : `a${k - 1}`, "w"],
        output: k === 6 ? "y" : `z${k}`,
      },
      ...(k === 6
        ? []
        : [
            {
              kind: "unary" as const,
              name: `tanh${k}`,
              function: { name: "tanh" as const },
              inputs: [`z${k}`],
              output: `a${k}`,
            },
          ]),
    ]);
    const inputs = [{ name: "x", elementType: "float" as const, shape: [null, 2] }];
    const constants = new Map([["w", floatTensor([2, 2], [1, 2, 3, 4])]]);
    const graph = createGraph({ name: "g", inputs, constants, nodes: deep.flat(), outputs: ["y"] });
    const { fits, layers, obstacle, plans } = explainFit(graph);
    expect([fits, plans]).toEqual([false, []]);
    expect(layers.map(({ text }) => text).slice(0, 3)).toEqual(["2 -> 2", "tanh", "2 -> 2"]);
    expect(obstacle).toMatchObject({ code: "PLAN_RELINEARIZATION" });
    expect(obstacle!.message).toContain("none are left for hidden layer 6 (tanh)");
  });

  it("names the node of a graph that is no chain of layers", () => {
    const matrix = floatTensor([2, 2], [1, 2, 3, 4]);
    const nodes: GraphNode[] = [
      { kind: "matMul", name: "dense", inputs: ["x", "w"], output: "a" },
      { kind: "softmax", name: "soft", axis: 1, logarithm: false, inputs: ["a"], output: "b" },
      { kind: "matMul", name: "again", inputs: ["b", "w"], output: "c" },
    ];
    const inputs = [{ name: "x", elementType: "float" as const, shape: [null, 2] }];
    const graph = createGraph({ name: "g", inputs, constants: new Map([["w", matrix]]), nodes, outputs: ["c"] });
    const { fits, obstacle } = explainFit(graph);
    expect(fits).toBe(false);
    expect(obstacle).toMatchObject({ code: "GRAPH_NOT_SPLITTABLE" });
    expect(obstacle!.message).toContain("again");
  });
});
