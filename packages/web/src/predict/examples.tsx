import { Button } from "@mantine/core";
import type { Row } from "@velum/tabular";
import { type ReactElement, useEffect, useState } from "react";
import { useApp } from "../state/app-state.ts";
import type { OpenedModel } from "../worker/messages.ts";
import classes from "./predict.module.css";

/** As many examples are offered. */
const OFFERED = 4;

/** Real cases of the public test data, where the server has any. None of them is sent before the user asks. */
export function Examples({
  opened,
  onChoose,
}: {
  readonly opened: OpenedModel;
  readonly onChoose: (row: Row) => void;
}): ReactElement | null {
  const { worker, demonstrations } = useApp();
  const { name } = opened.contract;
  const demonstration = demonstrations.find(({ model }) => model === name);
  const [rows, setRows] = useState<readonly Row[]>([]);
  const offered = demonstration !== undefined;
  useEffect(() => {
    if (!offered) return;
    let current = true;
    worker.call("demonstrationRows", { model: name }).then(
      (found) => current && setRows(found),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [worker, name, offered]);

  if (demonstration === undefined || rows.length === 0) return null;
  const places = Array.from({ length: Math.min(OFFERED, rows.length) }, (_, i) =>
    Math.floor((i * rows.length) / OFFERED),
  );
  return (
    <div className={classes["examples"]} data-tour="form">
      <p>
        Real cases the model has not seen.
        <small>{demonstration.license}</small>
      </p>
      {places.map((place) => (
        <Button key={place} size="xs" variant="default" onClick={() => onChoose(rows[place]!)}>
          Case {place + 1}
        </Button>
      ))}
    </div>
  );
}
