import type { Answer } from "@velum/client";
import type { Contract } from "@velum/protocol";
import { type ReactElement, useMemo } from "react";
import { type AnswerLens, createAnswerLens } from "../analytics/answer-lens.ts";
import { percentText } from "../text/quantities.ts";
import { readingText, targetName } from "./answer-text.ts";
import { Gauge } from "./gauge.tsx";
import classes from "./predict.module.css";

/** What is shown of an answer. */
export interface AnswerViewProps {
  readonly contract: Contract;
  readonly answer: Answer;
}

/** A decrypted answer as its contract reads it: a label with its probability, one of several labels, or a quantity. */
export function AnswerView({ contract, answer }: AnswerViewProps): ReactElement {
  const lens = useMemo(() => createAnswerLens(contract), [contract]);
  const { label, prediction } = lens.encrypted(answer.logits);
  if (lens.task === "regression") return <Quantity contract={contract} value={prediction?.[0]} />;
  const verdict = label === null ? "" : lens.labels[label]!;
  return (
    <div className={classes["answer"]}>
      {lens.task === "binary" && prediction !== null && (
        <Gauge probability={prediction[0]!} threshold={lens.threshold} name={targetName(contract)} />
      )}
      <p className={classes["verdict"]} data-above={lens.task === "binary" && label === 1}>
        {Number.isNaN(Number(verdict)) ? verdict : `${targetName(contract)} = ${verdict}`}
      </p>
      {lens.task === "multiclass" && prediction !== null && <Bars lens={lens} probabilities={prediction} />}
      <p className={classes["reading"]}>{readingText(contract, lens)}</p>
    </div>
  );
}

function Quantity({
  contract,
  value,
}: {
  readonly contract: Contract;
  readonly value: number | undefined;
}): ReactElement {
  const { postprocessing } = contract;
  const { roundingStep } = contract.plans[0]!.precision;
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(roundingStep))));
  return (
    <div className={classes["answer"]}>
      <p className={classes["quantity"]}>
        {value?.toFixed(digits)} <small>{postprocessing.kind === "identity" ? postprocessing.unit : ""}</small>
      </p>
      <p className={classes["reading"]}>{targetName(contract)}</p>
    </div>
  );
}

/** The probability of each class. */
function Bars({
  lens: { labels },
  probabilities,
}: {
  readonly lens: AnswerLens;
  readonly probabilities: readonly number[];
}): ReactElement {
  return (
    <ul className={classes["bars"]}>
      {labels.map((label, i) => (
        <li key={label}>
          <span>{label}</span>
          <meter min={0} max={1} value={probabilities[i]!} aria-label={`Probability of ${label}`} />
          <span>{percentText(probabilities[i]!)}</span>
        </li>
      ))}
    </ul>
  );
}
