import type { ReactElement } from "react";
import { Card } from "../layout/card.tsx";
import { PageHead } from "../layout/page-head.tsx";
import { ModelPicker } from "../predict/model-picker.tsx";
import { Loading } from "../shell/states.tsx";
import { useApp } from "../state/app-state.ts";
import { PlansTable } from "./plans-table.tsx";

/** What the server offers, and how to ask it yourself. */
export function ModelsPage(): ReactElement {
  const { model } = useApp();
  return (
    <>
      <PageHead title="Models" aside={<ModelPicker />}>
        The contract is all that a client knows of a model. This tab has checked it and pinned it: a server that changes
        it is noticed before anything is sent.
      </PageHead>
      {model.kind === "opening" && <Loading label={`Reading the contract of ${model.name}`} />}
      {model.kind === "open" && (
        <Card title="Plans" hint="Ways to ask the model. The client takes the one that moves the fewest bytes.">
          <PlansTable opened={model.opened} />
        </Card>
      )}
    </>
  );
}
