import type { PlanSummary } from "@velum/protocol";
import type { ReactElement, ReactNode } from "react";
import { Card } from "../layout/card.tsx";
import { claimsFor } from "./claims.ts";
import classes from "./technical.module.css";

/** Text between backticks is code. */
const withCode = (text: string): readonly ReactNode[] =>
  text.split("`").map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part));

/** What is claimed, and where it ends, word for word. */
export function ClaimsCard({ plan }: { readonly plan: PlanSummary }): ReactElement {
  return (
    <Card title="Claims, and their limits" hint="Word for word as in the threat model. Velum says nothing stronger.">
      <ol className={classes["claims"]}>
        {claimsFor(plan).map(({ number, text, applies }) => (
          <li key={number} data-applies={applies}>
            <span aria-hidden="true">{number}</span>
            <p>
              {withCode(text)}
              {!applies && <em> (Not about this plan.)</em>}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
