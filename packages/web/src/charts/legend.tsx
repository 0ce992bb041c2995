import type { ReactElement } from "react";
import classes from "./charts.module.css";

/** Colours have meanings, the same on every chart. */
export type Meaning = "encrypted" | "clear" | "promise" | "ideal" | "plain";

/** What the colours of a chart mean; lines that differ in colour differ in their dashes too. */
export function Legend({
  items,
}: {
  readonly items: readonly (readonly [meaning: Meaning, text: string])[];
}): ReactElement {
  return (
    <ul className={classes["legend"]}>
      {items.map(([meaning, text]) => (
        <li key={text}>
          <span className={classes["key"]} data-meaning={meaning} />
          {text}
        </li>
      ))}
    </ul>
  );
}
