import { presets } from "@velum/ckks";
import { type NodeSummary, parametersSummary } from "@velum/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { BOX, layoutPlan } from "./plan-graph.ts";

const parameters = parametersSummary(presets.row);
const node = (kind: NodeSummary["kind"], level: number, bits: number, count = 1): NodeSummary => ({
  ...{ kind, level, scale: 2 ** bits, count },
});

it("goes down with the levels and to the right with the steps; constants hang above the step that takes them", () => {
  const nodes = [
    node("input", 1, 24),
    node("constant", 1, 22),
    node("multiplyPlain", 1, 46),
    node("rescale", 0, 24),
    node("output", 0, 24),
  ];
  const { boxes, edges, lanes } = layoutPlan({ nodes, parameters });
  expect(edges).toEqual([
    [1, 2],
    [0, 2],
    [2, 3],
    [3, 4],
  ]);
  expect(lanes.map(({ level }) => level)).toEqual([1, 0]);
  expect(lanes[1]!.modulusBits).toBeCloseTo(30, 0);
  expect(boxes[1]!.x).toBe(boxes[2]!.x);
  expect(boxes[3]!.y).toBeGreaterThan(boxes[2]!.y);
});

it("counts nodes that take turns as one step each", () => {
  const nodes = [
    node("square", 1, 20),
    node("addConstant", 1, 20),
    node("square", 1, 20),
    node("addConstant", 1, 20, 2),
  ];
  expect(layoutPlan({ nodes, parameters }).boxes.map(({ kind, count }) => [kind, count])).toEqual([
    ["square", 2],
    ["addConstant", 3],
  ]);
});

it("counts by level where values at several levels are under way at once: no arrow could be true", () => {
  const nodes = [
    node("input", 2, 29),
    node("square", 2, 58),
    node("rescale", 1, 29),
    node("square", 2, 58, 3),
    node("output", 0, 29),
  ];
  const { form, boxes, edges } = layoutPlan({ nodes, parameters });
  expect([form, edges]).toEqual(["levels", []]);
  expect(boxes.map(({ kind, count, level }) => [kind, count, level])).toEqual([
    ["input", 1, 2],
    ["square", 4, 2],
    ["rescale", 1, 1],
    ["output", 1, 0],
  ]);
});

it("draws no box over another, and all of them inside", () => {
  const kinds = fc.constantFrom<NodeSummary["kind"]>(
    "input",
    "constant",
    "multiplyPlain",
    "square",
    "rescale",
    "rotateSum",
  );
  const nodes = fc.array(
    fc.record({
      kind: kinds,
      level: fc.integer({ min: 0, max: 3 }),
      scale: fc.integer({ min: 10, max: 60 }),
      count: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(nodes, (list) => {
      const { boxes, width, height } = layoutPlan({ nodes: list, parameters });
      boxes.forEach((box, i) => {
        expect(box.x + BOX.width <= width && box.y + BOX.height <= height).toBe(true);
        for (const other of boxes.slice(i + 1)) {
          const apart = Math.abs(box.x - other.x) >= BOX.width || Math.abs(box.y - other.y) >= BOX.height;
          expect(apart).toBe(true);
        }
      });
    }),
  );
});
