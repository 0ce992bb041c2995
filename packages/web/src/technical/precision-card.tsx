import type { ContractDigest, PlanSummary } from "@velum/protocol";
import { type ReactElement, useMemo } from "react";
import { useAnalytics } from "../analytics/analytics-store.ts";
import { numberText } from "../charts/number-text.ts";
import { Card } from "../layout/card.tsx";
import { type BudgetPart, precisionBudget } from "./precision-budget.ts";
import classes from "./technical.module.css";

const PARTS: Readonly<Record<BudgetPart["name"], string>> = {
  headroom: "headroom",
  whole: "sign and whole part",
  promised: "digits that the promise covers",
  below: "flooding, noise, rounding",
};

/** Where the bits of a released number go. */
export function PrecisionCard({
  plan,
  contractDigest,
}: {
  readonly plan: PlanSummary;
  readonly contractDigest: ContractDigest;
}): ReactElement {
  const { totalBits, parts, marks } = useMemo(() => precisionBudget(plan), [plan]);
  const { evidence } = useAnalytics();
  const measured =
    evidence?.model.contractDigest === contractDigest && evidence.comparison?.maxError != null
      ? evidence.comparison.errors.largest
      : null;
  return (
    <Card
      title="Precision budget"
      hint={`A released number has ${totalBits.toFixed(0)} bits, from the most significant on the left. The last ones are noise on purpose: they protect the model.`}
    >
      <div
        className={classes["bits"]}
        role="img"
        aria-label={parts.map(({ name, bits }) => `${PARTS[name]}: ${bits.toFixed(1)} bits`).join(", ")}
      >
        {parts.map(({ name, bits }) => (
          <span
            key={name}
            className={`${classes["bit"]} ${classes["part"]}`}
            data-part={name}
            style={{ flexGrow: bits }}
          >
            {bits >= 1.5 && bits.toFixed(0)}
          </span>
        ))}
      </div>
      <ul className={classes["kinds"]}>
        {parts.map(({ name, bits }) => (
          <li key={name}>
            <span className={classes["part"]} data-part={name} />
            {PARTS[name]}, {bits.toFixed(1)} bits
          </li>
        ))}
      </ul>
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">in units of the output</th>
            <th scope="col">size</th>
          </tr>
        </thead>
        <tbody>
          {marks.map(({ name, value }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{numberText(value)}</td>
            </tr>
          ))}
          <tr>
            <td>largest error that was measured on the Analytics page</td>
            <td>{measured === null ? <a href="#/analytics">measure it</a> : numberText(measured)}</td>
          </tr>
        </tbody>
      </table>
    </Card>
  );
}
