import type { Contract } from "@velum/protocol";
import type { ReactElement } from "react";
import { Card } from "../layout/card.tsx";
import { AnswerView } from "./answer-view.tsx";
import { ClearComparison } from "./clear-comparison.tsx";
import classes from "./predict.module.css";
import { PredictionProblem } from "./prediction-problem.tsx";
import { StepStrip } from "./step-strip.tsx";
import type { PredictionState } from "./use-prediction.ts";

/** The answer, and how it came about. */
export function AnswerCard({
  contract,
  state,
}: {
  readonly contract: Contract;
  readonly state: PredictionState;
}): ReactElement {
  const { kind, answer, row, problem } = state;
  return (
    <Card title="Answer" hint="Decrypted here, in this tab.">
      <div aria-live="polite">
        {kind === "idle" && (
          <p className={classes["empty"]}>
            Nothing was sent yet. Fill in the form, or take an example, then encrypt and predict.
          </p>
        )}
        {answer !== undefined && <AnswerView contract={contract} answer={answer} />}
        {problem !== undefined && <PredictionProblem problem={problem} />}
      </div>
      <div className={kind === "idle" ? undefined : classes["divide"]} data-tour="steps">
        <StepStrip state={state} />
      </div>
      {answer !== undefined && row !== undefined && <ClearComparison contract={contract} answer={answer} row={row} />}
    </Card>
  );
}
