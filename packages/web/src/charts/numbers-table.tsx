import type { ReactElement } from "react";
import classes from "./charts.module.css";

/** The numbers of a chart. */
export interface ChartNumbers {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** More rows are no help to anyone. */
const MOST_ROWS = 200;

/** The same as the chart beside it, for keyboard, screen reader and copying. */
export function NumbersTable({ caption, columns, rows }: ChartNumbers): ReactElement {
  return (
    <details className={classes["numbers"]}>
      <summary>Numbers of this chart</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <section className={classes["scroll"]} aria-label={caption} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((cells, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
              <tr key={i}>
                {cells.map((cell, column) => (
                  <td key={columns[column]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length > MOST_ROWS && (
          <p>
            The first {MOST_ROWS} of {rows.length} rows.
          </p>
        )}
      </section>
    </details>
  );
}
