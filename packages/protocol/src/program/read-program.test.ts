import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { programOf, standardNodes, strongNodes } from "../../reference/dot-program.ts";
import { VelumError } from "../errors.ts";
import { readProgram } from "./read-program.ts";

const json = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value));
const codes = ["PROGRAM_NODE", "PROGRAM_TOO_LARGE"];

describe("readProgram", () => {
  it.each([
    ["standard", programOf(standardNodes())],
    ["strong", programOf(strongNodes())],
  ])("reads the JSON of a %s program as it was, frozen to the leaves", (_, program) => {
    const read = readProgram(json(program));
    expect(read).toEqual(program);
    for (const part of [read, read.nodes, ...read.nodes]) expect(Object.isFrozen(part)).toBe(true);
  });

  it.each<[string, (program: Record<string, unknown>) => void]>([
    ["an unknown field", (p) => Object.assign(p, { url: "x" })],
    ["a missing field", (p) => delete p["plan"]],
    ["another layout", (p) => Object.assign(p, { layout: "columns" })],
    ["an unknown kind", (p) => Object.assign(nodesOf(p)[3]!, { kind: "rotate" })],
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

  it("throws nothing but its own errors for any JSON", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(7),
        fc.constantFrom("kind", "input", "positions", "encoding", "scale"),
        (value, id, field) => {
          const program = json(programOf(standardNodes()));
          Object.assign(nodesOf(program)[id]!, { [field]: value });
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
