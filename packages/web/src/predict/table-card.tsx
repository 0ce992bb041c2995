import { Button, Progress as ProgressBar } from "@mantine/core";
import { memo, type NamedExoticComponent, type ReactElement } from "react";
import { FileDrop } from "../csv/file-drop.tsx";
import { Card } from "../layout/card.tsx";
import { DownloadIcon, LockIcon } from "../shell/icons.tsx";
import { Loading, Notice } from "../shell/states.tsx";
import { problemText } from "../text/problem-text.ts";
import { countText, millisecondsText } from "../text/quantities.ts";
import type { ReadTable } from "../worker/messages.ts";
import classes from "./table.module.css";
import { TableLines } from "./table-lines.tsx";
import { progressText } from "./table-text.ts";
import { type TableState, useTable } from "./use-table.ts";

/** The model that rows are for. */
export interface TableCardProps {
  readonly model: string;
}

/** Many rows from a CSV file: progress, cancel, download. */
export const TableCard: NamedExoticComponent<TableCardProps> = memo(function TableCard({ model }: TableCardProps) {
  const run = useTable(model);
  const { state } = run;
  const { table } = state;
  const isRunning = state.kind === "running";
  const answered = state.lines.length > 0;
  return (
    <Card
      title="Many rows"
      hint="A CSV file with the model’s columns in any order. It is read in this tab and stays here."
    >
      {table === undefined && state.kind !== "reading" && (
        <FileDrop title="Choose a CSV file or drop it here" accept=".csv,text/csv" onFile={run.read}>
          Columns that the model does not know are kept beside the answers.
        </FileDrop>
      )}
      {state.kind === "reading" && <Loading label="Reading the file" />}
      {state.problem !== undefined && (
        <div className={classes["problem"]}>
          <Notice title={table === undefined ? "This file cannot be used" : "The run stopped"}>
            {problemText(state.problem)}
          </Notice>
        </div>
      )}
      {table !== undefined && (
        <>
          <TableFacts table={table} />
          <div className={classes["actions"]}>
            {!isRunning && (
              <Button leftSection={<LockIcon />} onClick={run.start}>
                Encrypt and predict {countText(table.rows)} rows
              </Button>
            )}
            {isRunning && (
              <Button color="red" variant="light" onClick={run.cancel}>
                Cancel
              </Button>
            )}
            {answered && !isRunning && (
              <Button variant="default" leftSection={<DownloadIcon />} onClick={run.download}>
                Download the answers
              </Button>
            )}
            {!isRunning && (
              <Button variant="subtle" color="gray" onClick={run.clear}>
                Another file
              </Button>
            )}
          </div>
          {state.progress !== undefined && <RunProgress state={state} rows={table.rows} />}
          {answered && <TableLines titles={table.titles} lines={state.lines} total={state.progress?.rows ?? 0} />}
        </>
      )}
    </Card>
  );
});

function TableFacts({ table }: { readonly table: ReadTable }): ReactElement {
  return (
    <div className={classes["facts"]}>
      <strong>{table.name}</strong>
      <span>{countText(table.rows)} rows</span>
      {table.ignored.length > 0 && <span>left out: {table.ignored.join(", ")}</span>}
      {table.refused > 0 && (
        <p className={classes["refused"]}>
          {countText(table.refused)} {table.refused === 1 ? "row is" : "rows are"} left out. The first: {table.problem}
        </p>
      )}
    </div>
  );
}

function RunProgress({ state, rows }: { readonly state: TableState; readonly rows: number }): ReactElement {
  const { progress, milliseconds, kind, counts } = state;
  const done = progress?.rows ?? 0;
  const ended = kind === "done" && milliseconds !== undefined ? ` in ${millisecondsText(milliseconds)}` : "";
  return (
    <div className={classes["progress"]}>
      <ProgressBar value={(100 * done) / rows} aria-label="Rows answered" transitionDuration={100} />
      <p role="status">
        {kind === "cancelled" && "Cancelled. "}
        {progress === undefined ? "" : progressText(progress, rows)}
        {ended}.{" "}
        {Object.entries(counts)
          .map(([label, count]) => `${label}: ${countText(count)}`)
          .join(" · ")}
      </p>
    </div>
  );
}
