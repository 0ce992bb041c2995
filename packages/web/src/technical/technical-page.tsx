import "../charts/chart-colors.css";
import { NativeSelect } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { PageHead } from "../layout/page-head.tsx";
import { ModelPicker } from "../predict/model-picker.tsx";
import { Loading, Notice } from "../shell/states.tsx";
import { useApp } from "../state/app-state.ts";
import type { OpenedModel } from "../worker/messages.ts";
import { ClaimsCard } from "./claims-card.tsx";
import { KeysCard } from "./keys-card.tsx";
import { KnowledgeCard } from "./knowledge-card.tsx";
import { LastRequestCard } from "./last-request-card.tsx";
import { ParametersCard } from "./parameters-card.tsx";
import { PlanCard } from "./plan-card.tsx";
import { PrecisionCard } from "./precision-card.tsx";
import classes from "./technical.module.css";
import { useLastRequest } from "./use-last-request.ts";

/** How safe it is, and what that rests on: the bytes, the parameters, the plan, the keys, the claims. */
export function TechnicalPage(): ReactElement {
  const { model } = useApp();
  const { known, look } = useLastRequest();
  return (
    <>
      <PageHead title="Technical" aside={<ModelPicker />}>
        The bytes of a request, the parameters they are encrypted under, the program that runs on them, and what may be
        claimed of all this.
      </PageHead>
      <div className={classes["stack"]}>
        {known === null && <NoRequest />}
        {known != null && <LastRequestCard known={known} look={look} />}
        {model.kind === "opening" && <Loading label={`Reading the contract of ${model.name}`} />}
        {model.kind === "failed" && <Notice title="The contract could not be read">{model.problem.message}</Notice>}
        {model.kind === "open" && <ModelCards key={model.name} opened={model.opened} onWiped={look} />}
      </div>
    </>
  );
}

function ModelCards({
  opened: { contract, contractDigest },
  onWiped,
}: {
  readonly opened: OpenedModel;
  readonly onWiped: () => void;
}): ReactElement {
  const { plans } = contract;
  const [name, setName] = useState(plans[0]?.name);
  const plan = plans.find((one) => one.name === name) ?? plans[0]!;
  return (
    <>
      {plans.length > 1 && (
        <NativeSelect
          className={classes["planPicker"]}
          label="Plan"
          description="Ways in which this model can be asked. What follows is about one of them."
          data={plans.map((one) => ({
            value: one.name,
            label: `${one.name}: up to ${one.packing.rows} ${one.packing.rows === 1 ? "row" : "rows"} a request`,
          }))}
          value={plan.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <PlanCard plan={plan} />
      <div className={classes["grid"]}>
        <ParametersCard plan={plan} />
        <PrecisionCard plan={plan} contractDigest={contractDigest} />
      </div>
      <KeysCard onWiped={onWiped} />
      <KnowledgeCard contract={contract} plan={plan} />
      <ClaimsCard plan={plan} />
    </>
  );
}

function NoRequest(): ReactElement {
  return (
    <div className={classes["empty"]}>
      <h2>No request yet</h2>
      <p>
        After a prediction, every byte of its request and answer is shown here, beside as many random ones.{" "}
        <a href="#/predict">Make a prediction</a>, then come back.
      </p>
    </div>
  );
}
