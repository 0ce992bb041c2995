import { printable } from "../cli-error.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Cell, type Column, table } from "../terminal/table.ts";
import type { Inspection, PlanFacts } from "./inspection.ts";
import { type Section, sectionsOf } from "./sections.ts";
import { wrapText } from "./wrap-text.ts";

/** Columns that texts fill at most. */
const WIDEST = 110;
const NAMES = 32;

/** An inspection as terminal text. Names from files can move no cursor (C7, E7). */
export function inspectionText(inspection: Inspection, paint: Paint, columns: number = WIDEST): string {
  const width = Math.min(WIDEST, Math.max(50, columns));
  const lines = sectionsOf(inspection).flatMap((section) => [
    ...sectionLines(section, paint, width),
    ...inspection.plans.filter(({ name }) => section.title === `Plan ${name}`).flatMap((plan) => ladder(plan, paint)),
    "",
  ]);
  return `${lines.join("\n")}\n`;
}

function sectionLines({ title, facts, lines }: Section, paint: Paint, width: number): readonly string[] {
  const warning = title === "Warnings";
  const names = Math.min(NAMES, Math.max(0, ...facts.map(([name]) => printable(name).length)));
  return [
    warning ? paint.bad(title) : paint.strong(printable(title)),
    ...facts.flatMap(([name, value]) => factLines(printable(name), printable(value), names, paint, width)),
    ...lines.flatMap((line) =>
      wrapText(printable(line), width - 4).map((part, i) => `  ${i === 0 ? "-" : " "} ${part}`),
    ),
  ];
}

/** A name that is longer than its column has a line of its own. */
function factLines(name: string, value: string, names: number, paint: Paint, width: number): readonly string[] {
  const [first = "", ...rest] = wrapText(value, width - names - 4);
  const indent = " ".repeat(names + 4);
  const head = paint.faint(name.padEnd(names));
  const more = rest.map((line) => indent + line);
  return name.length > names ? [`  ${head}`, indent + first, ...more] : [`  ${head}  ${first}`, ...more];
}

const COLUMNS: readonly Column[] = [
  { title: "step", align: "left" },
  { title: "level", align: "right" },
  { title: "modulus", align: "right" },
  { title: "scale", align: "right" },
  { title: "of the modulus, the scale", align: "left" },
];
const BAR = 30;

/** Levels and scales step by step: how much of the modulus is left, and how much of it the scale takes. */
function ladder({ steps }: PlanFacts, paint: Paint): readonly string[] {
  const most = Math.max(...steps.map(({ modulusBits }) => modulusBits));
  const rows = steps.map(({ kind, count, level, modulusBits, scaleBits }): readonly Cell[] => {
    const [used, all] = [scaleBits, modulusBits].map((bits) => Math.round((BAR * bits) / most)) as [number, number];
    return [
      { text: count === 1 ? kind : `${kind} x ${count}` },
      { text: String(level) },
      { text: modulusBits.toFixed(1) },
      { text: `2^${scaleBits.toFixed(1)}` },
      { text: "█".repeat(used) + "░".repeat(Math.max(0, all - used)) },
    ];
  });
  return ["", ...table(COLUMNS, rows, paint.faint).map((line) => `  ${line}`)];
}
