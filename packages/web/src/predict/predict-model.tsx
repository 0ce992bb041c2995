import type { Row } from "@velum/tabular";
import { type ReactElement, useCallback, useState } from "react";
import type { OpenedModel } from "../worker/messages.ts";
import { AnswerCard } from "./answer-card.tsx";
import { FormCard } from "./form-card.tsx";
import { HistoryCard } from "./history-card.tsx";
import classes from "./predict.module.css";
import { TableCard } from "./table-card.tsx";
import { usePrediction } from "./use-prediction.ts";

/** Form, steps, answer, history and many rows of one model. */
export function PredictModel({ opened }: { readonly opened: OpenedModel }): ReactElement {
  const { contract } = opened;
  const { state, ask, reset } = usePrediction(contract.name);
  const [filled, setFilled] = useState<{ readonly row: Row }>();
  const fill = useCallback((row: Row) => setFilled({ row }), []);
  return (
    <div className={classes["stack"]}>
      <div className={classes["columns"]}>
        <FormCard opened={opened} isBusy={state.kind === "running"} filled={filled} onAsk={ask} onClear={reset} />
        <div className={classes["sticky"]}>
          <AnswerCard contract={contract} state={state} />
        </div>
      </div>
      <HistoryCard contract={contract} onRepeat={fill} />
      <TableCard model={contract.name} />
    </div>
  );
}
