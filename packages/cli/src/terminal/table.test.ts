import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPaint } from "./paint.ts";
import { table } from "./table.ts";

const TEXT = fc.stringMatching(/^[a-z0-9.]{0,12}$/);
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const ESCAPES = /\u001b\[\d+m/g;

describe("table", () => {
  it("aligns every column, whatever is in it", () => {
    const shape = fc.record({ columns: fc.integer({ min: 1, max: 5 }), rows: fc.nat({ max: 5 }) });
    const drawn = shape.chain(({ columns, rows }) =>
      fc.record({
        titles: fc.array(fc.record({ title: TEXT, align: fc.constant("right" as const) }), {
          minLength: columns,
          maxLength: columns,
        }),
        cells: fc.array(fc.array(fc.record({ text: TEXT }), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      }),
    );
    fc.assert(
      fc.property(drawn, ({ titles, cells }) => {
        const [, rule, ...rows] = table(titles, cells);
        expect(rows).toHaveLength(cells.length);
        // Right-aligned columns end where their part of the rule ends.
        const ends = [...rule!.matchAll(/─*(?: {2}|$)/g)].map(({ index, 0: part }) => index + part.trimEnd().length);
        rows.forEach((row, r) => {
          cells[r]!.forEach(({ text }, c) => {
            expect(row.padEnd(rule!.length).slice(ends[c]! - text.length, ends[c])).toBe(text);
          });
        });
      }),
    );
  });

  it("gives colors no width", () => {
    const paint = createPaint(true, {});
    const columns = [
      { title: "a", align: "left" },
      { title: "b", align: "right" },
    ] as const;
    const plain = table(columns, [[{ text: "one" }, { text: "2" }]]);
    const painted = table(
      columns,
      [
        [
          { text: "one", paint: paint.bad },
          { text: "2", paint: paint.good },
        ],
      ],
      paint.faint,
    );
    expect(painted.join("\n")).not.toBe(plain.join("\n"));
    expect(painted.map((line) => line.replace(ESCAPES, ""))).toEqual(plain);
  });
});

describe("createPaint", () => {
  it.each([
    [true, {}, true],
    [true, { NO_COLOR: "" }, true],
    [true, { NO_COLOR: "1" }, false],
    [true, { TERM: "dumb" }, false],
    [false, {}, false],
    [undefined, {}, false],
  ])("terminal %j with %j: colors %j", (isTerminal, environment, colored) => {
    expect(createPaint(isTerminal, environment).strong("x") !== "x").toBe(colored);
  });
});
