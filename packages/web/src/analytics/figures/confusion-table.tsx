import type { ConfusionMatrix } from "@velum/tabular";
import type { CSSProperties, ReactElement } from "react";
import classes from "./figures.module.css";

/** Counts by what was observed and what was said, deeper where they are more. */
export function ConfusionTable({
  labels,
  counts,
}: {
  readonly labels: readonly string[];
  readonly counts: ConfusionMatrix;
}): ReactElement {
  const most = Math.max(1, ...counts.flat());
  return (
    <div className={classes["matrixPlace"]}>
      <table className={classes["matrix"]}>
        <thead>
          <tr>
            <th scope="col" className={classes["corner"]}>
              {"was ↓\nsaid →"}
            </th>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, actual) => (
            <tr key={labels[actual]}>
              <th scope="row">{labels[actual]}</th>
              {row.map((count, said) => (
                <td
                  key={labels[said]}
                  data-right={actual === said}
                  style={{ "--share": `${Math.round((100 * count) / most)}%` } as CSSProperties}
                >
                  <span>{count}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
