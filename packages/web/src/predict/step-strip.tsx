import type { KeySetProgress, StepName } from "@velum/client";
import type { ReactElement } from "react";
import { CheckIcon } from "../shell/icons.tsx";
import { bytesText, millisecondsText } from "../text/quantities.ts";
import classes from "./step-strip.module.css";
import type { PredictionState } from "./use-prediction.ts";

const STEPS: readonly { readonly name: StepName; readonly title: string; readonly place: string }[] = [
  { name: "prepare", title: "Prepare", place: "a fresh key, in this tab" },
  { name: "encrypt", title: "Encrypt", place: "in this tab" },
  { name: "send", title: "Send", place: "there and back" },
  { name: "compute", title: "Compute", place: "on ciphertext, at the server" },
  { name: "decrypt", title: "Decrypt", place: "in this tab" },
];

/** The parts of the request with what each took, as they end. */
export function StepStrip({ state }: { readonly state: PredictionState }): ReactElement {
  return (
    <ol className={classes["strip"]} aria-label="The parts of the request">
      {STEPS.map(({ name, title, place }, i) => {
        const step = state.steps[i];
        const status = statusOf(state, i);
        return (
          <li key={name} className={classes["step"]} data-status={status}>
            <span className={classes["mark"]}>{status === "done" ? <CheckIcon size={12} /> : i + 1}</span>
            <span className={classes["title"]}>{title}</span>
            <span className={classes["place"]}>
              {name === "prepare" && status === "running" && state.keySet !== undefined
                ? keySetText(state.keySet)
                : place}
            </span>
            <span className={classes["figures"]}>
              <b>{step === undefined ? "–" : millisecondsText(step.milliseconds)}</b>
              {step?.bytes !== undefined && <span>{bytesText(step.bytes)}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function statusOf({ kind, steps }: PredictionState, i: number): "waiting" | "running" | "done" | "failed" {
  if (i < steps.length) return "done";
  if (i > steps.length || kind === "idle") return "waiting";
  return kind === "running" ? "running" : kind === "failed" ? "failed" : "waiting";
}

const keySetText = ({ step, done, total }: KeySetProgress): string =>
  step === "generate" ? `making key ${done} of ${total}` : `sending keys, ${bytesText(total)}`;
