import { presets } from "@velum/ckks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, linearColumns, squareColumns } from "../../reference/columns-program.ts";
import { diagonalNodes, diagonalOf } from "../../reference/diagonal-program.ts";
import { programOf, standardNodes, strongNodes } from "../../reference/dot-program.ts";
import { VelumError } from "../errors.ts";
import { readProgram } from "./read-program.ts";

const json = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value));
const codes = ["PROGRAM_NODE", "PROGRAM_TOO_LARGE"];

describe("readProgram", () => {
  it.each([
    ["standard", programOf(standardNodes())],
    ["strong", programOf(strongNodes())],
    ["linear columns", columnsOf(linearColumns(), presets.linear)],
    ["square columns", columnsOf(squareColumns(), presets.columns)],
    ["diagonal", diagonalOf(diagonalNodes())],
  ])("reads the JSON of a %s program as it was, frozen to the leaves", (_, program) => {
    const read = readProgram(json(program));
    expect(read).toEqual(program);
    for (const part of [read, read.nodes, ...read.nodes]) expect(Object.isFrozen(part)).toBe(true);
  });

  it.each<[string, (program: Record<string, unknown>) => void]>([
    ["an unknown field", (p) => Object.assign(p, { url: "x" })],
    ["a missing field", (p) => delete p["plan"]],
    ["another layout", (p) => Object.assign(p, { layout: "rows" })],
    ["an unknown kind", (p) => Object.assign(nodesOf(p)[3]!, { kind: "multiply" })],
    ["no kind", (p) => delete nodesOf(p)[3]!["kind"]],
    ["a kind that every object has", (p) => Object.assign(nodesOf(p)[3]!, { kind: "constructor" })],
    ["a node with a spare field", (p) => Object.assign(nodesOf(p)[3]!, { steps: 1 })],
    ["a node without a field", (p) => delete nodesOf(p)[3]!["input"]],
    ["an encoding with a spare field", (p) => Object.assign(nodesOf(p)[1]!["encoding"] as object, { period: 2 })],
    ["a block that is no power of two", (p) => Object.assign(nodesOf(p)[1]!["encoding"] as object, { block: 12 })],
    ["a fraction for an id", (p) => Object.assign(nodesOf(p)[3]!, { input: 1.5 })],
    ["a text for a level", (p) => Object.assign(nodesOf(p)[0]!, { level: "1" })],
    ["a scale of 0", (p) => Object.assign(nodesOf(p)[0]!, { scale: 0 })],
    ["an infinite scale", (p) => Object.assign(nodesOf(p)[0]!, { scale: Number.POSITIVE_INFINITY })],
    ["a path for a tensor", (p) => Object.assign(nodesOf(p)[1]!, { tensor: "../w" })],
    ["a position twice", (p) => Object.assign(nodesOf(p)[6]!, { positions: [1, 1] })],
    ["no position", (p) => Object.assign(nodesOf(p)[6]!, { positions: [] })],
    ["a plan name longer than its field in the frame", (p) => Object.assign(p, { plan: "p".repeat(48) })],
    ["more bits than a truncated answer can have", (p) => Object.assign(nodesOf(p)[6]!, { modulusBits: 39 })],
    ["negative flooding", (p) => Object.assign(nodesOf(p)[6]!, { flooding: -1 })],
  ])("refuses %s", (_, change) => {
    const value = json(programOf(standardNodes()));
    change(value);
    expect(() => readProgram(value)).toThrow(expect.objectContaining({ code: "PROGRAM_NODE" }));
  });

  it.each<[string, (nodes: Record<string, unknown>[]) => void]>([
    ["a combination of nothing", (n) => Object.assign(n[2]!, { inputs: [] })],
    ["a combination of one number", (n) => Object.assign(n[2]!, { inputs: 0 })],
    ["a combination of more inputs than nodes", (n) => Object.assign(n[2]!, { inputs: new Array(4097).fill(0) })],
    ["a row before the first", (n) => Object.assign(n[2]!, { row: -1 })],
    ["a combination at scale 0", (n) => Object.assign(n[2]!, { scale: 0 })],
    ["a path for a matrix", (n) => Object.assign(n[2]!, { tensor: "/w" })],
    ["an index that is a fraction", (n) => Object.assign(n[4]!, { index: 0.5 })],
    ["an order of neither kind", (n) => Object.assign(n[4]!, { order: "rows" })],
    ["the square of two nodes", (n) => Object.assign(n[6]!, { input: [4, 5] })],
    ["a sign of 2", (n) => Object.assign(n[8]!, { signs: [1, 2] })],
    ["a sign of 0: what is left out tells a weight (A12)", (n) => Object.assign(n[8]!, { signs: [1, 0] })],
    ["fewer signs than inputs", (n) => Object.assign(n[8]!, { signs: [1] })],
    ["positions by another word", (n) => Object.assign(n[9]!, { positions: "every" })],
  ])("of columns refuses %s", (_, change) => {
    const value = json(columnsOf(squareColumns(), presets.columns));
    change(nodesOf(value));
    expect(() => readProgram(value)).toThrow(expect.objectContaining({ code: "PROGRAM_NODE" }));
  });

  it("throws nothing but its own errors for any JSON", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(10),
        fc.constantFrom("kind", "input", "inputs", "positions", "encoding", "scale", "signs", "order", "row"),
        fc.boolean(),
        (value, id, field, columnar) => {
          const program = json(columnar ? columnsOf(squareColumns(), presets.columns) : programOf(standardNodes()));
          Object.assign(nodesOf(program)[id % nodesOf(program).length]!, { [field]: value });
          for (const candidate of [value, program]) expectOwnError(() => readProgram(candidate));
        },
      ),
      { numRuns: 500 },
    );
  });
});

const nodesOf = (program: Record<string, unknown>) => program["nodes"] as Record<string, unknown>[];

function expectOwnError(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(VelumError);
    expect(codes).toContain((error as VelumError).code);
  }
}
