import type { Answer } from "@velum/client";
import type { Contract, PlanSummary } from "@velum/protocol";
import type { OutputValue, SigmoidPostprocessing } from "@velum/tabular";
import type { ReactElement } from "react";
import { percentText } from "../text/quantities.ts";
import { Gauge } from "./gauge.tsx";
import classes from "./predict.module.css";

/** A decrypted answer as its contract reads it: a class with its probability, a quantity, or the outputs by name. */
export function AnswerView({
  contract,
  answer,
}: {
  readonly contract: Contract;
  readonly answer: Answer;
}): ReactElement {
  const { postprocessing } = contract;
  if (answer.kind === "class" && postprocessing.kind === "sigmoid") {
    return (
      <div className={classes["answer"]}>
        <Gauge probability={answer.probability} threshold={postprocessing.threshold} name={postprocessing.name} />
        <p className={classes["verdict"]} data-above={answer.probability >= postprocessing.threshold}>
          {answer.label}
        </p>
        <p className={classes["reading"]}>{readingText(postprocessing)}</p>
      </div>
    );
  }
  if (answer.kind === "value") {
    const unit = postprocessing.kind === "identity" ? postprocessing.unit : "";
    return (
      <div className={classes["answer"]}>
        <p className={classes["quantity"]}>
          {decimals(answer.value, contract.plans[0]!)} <small>{unit}</small>
        </p>
        <p className={classes["reading"]}>{postprocessing.kind === "identity" ? postprocessing.name : ""}</p>
      </div>
    );
  }
  return <Outputs outputs={answer.kind === "outputs" ? answer.outputs : {}} />;
}

/** How the probability came about. */
function readingText({ calibration, threshold, labels, name }: SigmoidPostprocessing): string {
  const how = { platt: "calibrated by Platt scaling", isotonic: "calibrated by isotonic regression" };
  const origin = calibration === undefined ? "the model’s own probability, not calibrated" : how[calibration.kind];
  return `Probability of “${name}”, ${origin}. From ${percentText(threshold)} on the answer is “${labels[1]}”.`;
}

/** As many digits as the rounding step gives. */
function decimals(value: number, { precision }: PlanSummary): string {
  return value.toFixed(Math.min(6, Math.max(0, Math.ceil(-Math.log10(precision.roundingStep)))));
}

function Outputs({ outputs }: { readonly outputs: Readonly<Record<string, OutputValue>> }): ReactElement {
  return (
    <dl className={classes["outputs"]}>
      {Object.entries(outputs).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === "object" ? <Numbers values={value} /> : outputText(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Several numbers: as bars where they are probabilities. */
function Numbers({ values }: { readonly values: readonly number[] | Readonly<Record<string, number>> }): ReactElement {
  const entries = Object.entries(values);
  const areProbabilities = entries.every(([, value]) => value >= 0 && value <= 1);
  return (
    <ul className={classes["bars"]}>
      {entries.map(([key, value]) => (
        <li key={key}>
          <span>{key}</span>
          {areProbabilities && <meter min={0} max={1} value={value} aria-label={key} />}
          <span>{areProbabilities ? percentText(value) : outputText(value)}</span>
        </li>
      ))}
    </ul>
  );
}

const outputText = (value: number | string): string => (typeof value === "number" ? value.toPrecision(5) : value);
