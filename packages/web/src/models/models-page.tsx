import type { ReactElement } from "react";
import { Card } from "../layout/card.tsx";
import { PageHead } from "../layout/page-head.tsx";
import { ModelPicker } from "../predict/model-picker.tsx";
import { OpenModel } from "../shell/open-model.tsx";
import { CodeCard } from "./code-card.tsx";
import { ContractCard } from "./contract-card.tsx";
import { InputsTable } from "./inputs-table.tsx";
import classes from "./models.module.css";
import { PlansTable } from "./plans-table.tsx";

/** What the server offers, and how to ask it yourself. */
export function ModelsPage(): ReactElement {
  return (
    <>
      <PageHead title="Models" aside={<ModelPicker />}>
        The contract is all that a client knows of a model. This tab has checked it and pinned it: a server that changes
        it is noticed before anything is sent.
      </PageHead>
      <OpenModel>
        {(opened) => (
          <div className={classes["stack"]}>
            <ContractCard opened={opened} />
            <Card
              title="Plans"
              hint="Ways to ask the model. The client takes the one that moves the fewest bytes a row."
            >
              <PlansTable opened={opened} />
            </Card>
            <CodeCard opened={opened} />
            <Card
              title="Inputs"
              hint="What a row holds. Values outside are refused in this tab, before anything is sent."
            >
              <InputsTable schema={opened.contract.schema} />
            </Card>
          </div>
        )}
      </OpenModel>
    </>
  );
}
