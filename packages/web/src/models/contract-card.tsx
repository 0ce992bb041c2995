import type { ReactElement, ReactNode } from "react";
import { Card } from "../layout/card.tsx";
import { countText } from "../text/quantities.ts";
import type { OpenedModel } from "../worker/messages.ts";
import classes from "./models.module.css";

/** What the contract says of the model as a whole. */
export function ContractCard({ opened }: { readonly opened: OpenedModel }): ReactElement {
  const { contract, contractDigest } = opened;
  const { effectiveParameters, answersThatDetermine } = contract.disclosure;
  return (
    <Card title={contract.title} hint={`${contract.name}, version ${contract.version}`}>
      <dl className={classes["facts"]}>
        <Fact name="Inputs">{countText(contract.schema.features.length)}</Fact>
        <Fact name="Numbers that come back">{contract.outputs.join(", ")}</Fact>
        <Fact name="Plans">{contract.plans.map(({ name }) => name).join(", ")}</Fact>
        <Fact name="Effective parameters">{countText(effectiveParameters)}</Fact>
        <Fact name="Answers that determine the model">about {countText(answersThatDetermine)}</Fact>
        <Fact name="Contract digest, SHA-256" wide>
          <code>{contractDigest}</code>
        </Fact>
        <Fact name="Program commitment" wide>
          <code>{contract.programCommitment}</code>
        </Fact>
      </dl>
      <p className={classes["note"]}>
        Answers reveal a model whatever the cryptography: whoever gets about as many answers as it has parameters can
        work it out. Query budgets slow this, they do not prevent it.
      </p>
    </Card>
  );
}

function Fact({
  name,
  wide = false,
  children,
}: {
  readonly name: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div data-wide={wide}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
