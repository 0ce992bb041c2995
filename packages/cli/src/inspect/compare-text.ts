import { printable } from "../cli-error.ts";
import type { Paint } from "../terminal/paint.ts";
import type { Change } from "./compare.ts";

/** Changes as terminal text: what was, what is. */
export function changesText(changes: readonly Change[], paint: Paint): string {
  if (changes.length === 0) return "No difference in what the two bundles say.\n";
  let section = "";
  const lines = changes.flatMap((change) => {
    const title =
      change.section === section ? [] : [...(section === "" ? [] : [""]), paint.strong(printable(change.section))];
    section = change.section;
    return [...title, ...changeLines(change, paint)];
  });
  return `${lines.join("\n")}\n`;
}

const changeLines = ({ name, before, after }: Change, paint: Paint): readonly string[] => [
  ...(name === "" ? [] : [`  ${paint.faint(printable(name))}`]),
  ...(before === null ? [] : [paint.bad(`  - ${printable(before)}`)]),
  ...(after === null ? [] : [paint.good(`  + ${printable(after)}`)]),
];
