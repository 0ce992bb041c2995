import type { Contract, PlanSummary } from "@velum/protocol";
import type { ReactElement, ReactNode } from "react";
import { numberText } from "../charts/number-text.ts";
import { Card } from "../layout/card.tsx";
import { countText } from "../text/quantities.ts";
import classes from "./technical.module.css";

/** What each party learns, in plain words: the claims, said of this model and plan. */
export function KnowledgeCard({
  contract,
  plan,
}: {
  readonly contract: Contract;
  readonly plan: PlanSummary;
}): ReactElement {
  const { effectiveParameters, answersThatDetermine } = contract.disclosure;
  const { bitsPerValue, answersPerRequest, modelPrivacy } = plan.protection;
  return (
    <Card
      title="Who learns what"
      hint="For the plan above. The server is taken to be curious, and to follow the protocol."
    >
      <div className={classes["parties"]}>
        <Party
          name="The server"
          learns={[
            "that a request came, when, and from which address",
            `which model, version and plan, and how many rows`,
            "sizes, which depend on the plan alone, and times",
          ]}
          not="The values of a row, and the answer: it never receives a decryption key."
        />
        <Party
          name="You"
          learns={[
            `the answer, within ${numberText(plan.precision.maxError)} of the model's own`,
            `at most ${numberText(bitsPerValue)} bits about the model in each released value${modelPrivacy === "any-key" ? "" : ", for well-formed keys"}`,
            `the model itself after about ${countText(answersThatDetermine)} answers: it has ${countText(effectiveParameters)} effective parameters, and a request of this plan answers up to ${countText(answersPerRequest)} rows`,
          ]}
          not="The weights are never sent. That is no promise that they cannot be worked out from answers."
        />
        <Party
          name="Who reads the contract"
          learns={[
            "names, units, ranges and categories of the inputs, and how they are prepared",
            "parameters, levels, scales and kinds of steps, as drawn above",
            "a power of two that no output exceeds",
          ]}
          not="No row of yours, and no weight."
        />
        <Party
          name="The network"
          learns={["with TLS: addresses, sizes, times"]}
          not="What the row holds, or what the answer says."
        />
      </div>
    </Card>
  );
}

function Party({
  name,
  learns,
  not,
}: {
  readonly name: string;
  readonly learns: readonly string[];
  readonly not: ReactNode;
}): ReactElement {
  return (
    <section className={classes["party"]}>
      <h3>{name}</h3>
      <p className={classes["learns"]}>learns</p>
      <ul>
        {learns.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p className={classes["not"]}>
        <b>Does not learn.</b> {not}
      </p>
    </section>
  );
}
