import { Button } from "@mantine/core";
import type { FormEvent, ReactElement } from "react";
import { Card } from "../layout/card.tsx";
import { LockIcon } from "../shell/icons.tsx";
import type { OpenedModel } from "../worker/messages.ts";
import { AnswerView } from "./answer-view.tsx";
import { ClearComparison } from "./clear-comparison.tsx";
import { Examples } from "./examples.tsx";
import { FeatureField } from "./feature-field.tsx";
import { HistoryCard } from "./history-card.tsx";
import classes from "./predict.module.css";
import { PredictionProblem } from "./prediction-problem.tsx";
import { StepStrip } from "./step-strip.tsx";
import { TableCard } from "./table-card.tsx";
import { useForm } from "./use-form.ts";
import { usePrediction } from "./use-prediction.ts";

/** Form, steps and answer of one model. */
export function PredictModel({ opened }: { readonly opened: OpenedModel }): ReactElement {
  const { contract } = opened;
  const form = useForm(contract.schema);
  const { state, ask, reset } = usePrediction(contract.name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const row = form.submit();
    if (row !== undefined) ask(row);
  };
  return (
    <div className={classes["stack"]}>
      <div className={classes["columns"]}>
        <Card title={contract.title} hint={`${contract.schema.features.length} values of one case.`}>
          <Examples opened={opened} onChoose={form.fill} />
          <form onSubmit={submit} noValidate data-tour="form">
            <div className={classes["fields"]}>
              {contract.schema.features.map((feature) => (
                <FeatureField
                  key={feature.name}
                  feature={feature}
                  text={form.texts[feature.name] ?? ""}
                  error={form.errors[feature.name]}
                  onChange={(text) => form.change(feature.name, text)}
                  onLeave={() => form.leave(feature.name)}
                />
              ))}
            </div>
            <div className={classes["actions"]}>
              <Button
                type="submit"
                size="md"
                data-tour="submit"
                leftSection={<LockIcon />}
                loading={state.kind === "running"}
              >
                Encrypt and predict
              </Button>
              <Button
                variant="subtle"
                color="gray"
                onClick={() => {
                  form.clear();
                  reset();
                }}
              >
                Clear
              </Button>
            </div>
          </form>
        </Card>
        <div className={classes["sticky"]}>
          <Card title="Answer" hint="Decrypted here, in this tab.">
            <div aria-live="polite">
              {state.kind === "idle" && (
                <p className={classes["empty"]}>
                  Nothing was sent yet. Fill in the form, or take an example, then encrypt and predict.
                </p>
              )}
              {state.answer !== undefined && <AnswerView contract={contract} answer={state.answer} />}
              {state.problem !== undefined && <PredictionProblem problem={state.problem} />}
            </div>
            <div className={state.kind === "idle" ? undefined : classes["divide"]} data-tour="steps">
              <StepStrip state={state} />
            </div>
            {state.answer !== undefined && state.row !== undefined && (
              <ClearComparison contract={contract} answer={state.answer} row={state.row} />
            )}
          </Card>
        </div>
      </div>
      <HistoryCard contract={contract} onRepeat={form.fill} />
      <TableCard model={contract.name} />
    </div>
  );
}
