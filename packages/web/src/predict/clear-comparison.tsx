import { Button } from "@mantine/core";
import type { Row } from "@velum/tabular";
import { checkRow } from "@velum/tabular";
import { type ReactElement, useMemo, useState } from "react";
import { createAnswerLens } from "../analytics/answer-lens.ts";
import type { ClearModel } from "../analytics/clear-model.ts";
import { fetchClearModel } from "../analytics/fetch-demonstration.ts";
import { useApp } from "../state/app-state.ts";
import type { AnswerViewProps } from "./answer-view.tsx";
import classes from "./predict.module.css";

/** The same row through the model in the clear. Only for demonstrations, whose weights are public, and named so. */
export function ClearComparison({
  contract,
  answer,
  row,
}: AnswerViewProps & { readonly row: Row }): ReactElement | null {
  const { settings, demonstrations } = useApp();
  const demonstration = demonstrations.find(({ model }) => model === contract.name);
  const [clear, setClear] = useState<ClearModel>();
  const [state, setState] = useState<"idle" | "loading" | "failed">("idle");
  if (demonstration === undefined) return null;
  const load = async (): Promise<void> => {
    setState("loading");
    try {
      setClear(await fetchClearModel(settings.server, demonstration, contract.schema, AbortSignal.timeout(15_000)));
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <section className={classes["divide"]} aria-label="Compared with the model in the clear">
      {clear === undefined ? (
        <div className={classes["compare"]}>
          <p>
            {state === "failed"
              ? "The model in the clear could not be loaded."
              : "Demonstration: this model is public, so this tab can also run it without encryption."}
          </p>
          <Button size="xs" variant="default" loading={state === "loading"} onClick={() => void load()}>
            Compare
          </Button>
        </div>
      ) : (
        <Differences contract={contract} answer={answer} row={row} clear={clear} />
      )}
    </section>
  );
}

function Differences({
  contract,
  answer,
  row,
  clear,
}: AnswerViewProps & { readonly row: Row; readonly clear: ClearModel }): ReactElement {
  const lens = useMemo(() => createAnswerLens(contract), [contract]);
  const encrypted = lens.encrypted(answer.logits);
  const plain = lens.clear(clear.answer(checkRow(contract.schema, row)));
  const gaps = plain.compared.map((value, i) => Math.abs(value - (encrypted.compared[i] ?? Number.NaN)));
  const promised = Math.min(...contract.plans.map(({ precision }) => precision.maxError));
  return (
    <>
      <dl className={classes["figures"]}>
        <Figure name="Encrypted" numbers={encrypted.prediction} />
        <Figure name="In the clear" numbers={plain.prediction} />
        <div>
          <dt>Difference, {lens.quantity}</dt>
          <dd>{Math.max(...gaps).toFixed(5)}</dd>
        </div>
      </dl>
      <p className={classes["reading"]}>
        Demonstration: this model’s weights are public and ran in this tab too.
        {lens.promised ? ` The contract promises at most ${promised}.` : ""}
      </p>
    </>
  );
}

function Figure({
  name,
  numbers,
}: {
  readonly name: string;
  readonly numbers: readonly number[] | null;
}): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{numbers === null ? "–" : numbers.map((value) => value.toFixed(4)).join(", ")}</dd>
    </div>
  );
}
