import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { readPage } from "./markdown.ts";
import { besideScikitLearn, EVIDENCE, type EvidenceTable, markdownTable, spreadOfStarts } from "./training-evidence.ts";

const page = readPage(fileURLToPath(new URL("..", import.meta.url)), "docs/training.md");

/** The table of the page at a place. */
function written(name: string): readonly (readonly string[])[] {
  const [, part] = new RegExp(`<!-- ${name}: begin -->([\\s\\S]*?)<!-- ${name}: end -->`).exec(page)!;
  const lines = part!.trim().split("\n");
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

/** Another engine may round a training's sums otherwise; a table that is out of date differs by more. */
const TOLERANCE = 0.006;

describe.each(Object.keys(EVIDENCE))("docs/training.md, %s", (name) => {
  let table: EvidenceTable;
  let expected: readonly (readonly string[])[];
  beforeAll(async () => {
    table = await EVIDENCE[name]!();
    expected = markdownTable(table)
      .split("\n")
      .map((line) =>
        line
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim()),
      );
  }, 180_000);

  test("says what is measured now (scripts/write-training-evidence.ts)", () => {
    const found = written(name);
    expect(found.length).toBe(expected.length);
    expect(found[0]).toEqual(expected[0]);
    expected.slice(2).forEach((row, i) => {
      const own = found[i + 2]!;
      expect(own[0]).toBe(row[0]);
      row.slice(1).forEach((cell, j) => {
        expect(Math.abs(Number(own[j + 1]) - Number(cell)), `${own[0]}: ${own[j + 1]}, now ${cell}`).toBeLessThan(
          TOLERANCE,
        );
      });
    });
  });
});

describe("beside scikit-learn on the same splits", () => {
  test("the models are within 0.01 or better, the logistic regression the same", async () => {
    const { rows } = await besideScikitLearn();
    const [logistic, ours, peer, net] = rows.map(([, accuracy, rocAuc]) => [accuracy!, rocAuc!] as const);
    for (const metric of [0, 1] as const) {
      expect(ours![metric] - logistic![metric]).toBeGreaterThan(-0.003);
      expect(net![metric] - peer![metric]).toBeGreaterThan(-0.01);
    }
    expect(page).toContain(`by up to ${spreadOfStarts().toFixed(2)} from start to start`);
  }, 180_000);
});
