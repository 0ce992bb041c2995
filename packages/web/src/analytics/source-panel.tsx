import { Button, Checkbox, NativeSelect, Progress, SegmentedControl } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { numberText } from "../charts/number-text.ts";
import { FileDrop } from "../csv/file-drop.tsx";
import { parseCsv } from "../csv/parse-csv.ts";
import { readTextFile } from "../csv/read-text-file.ts";
import { Card } from "../layout/card.tsx";
import { Notice } from "../shell/states.tsx";
import { countText } from "../text/quantities.ts";
import classes from "./analytics.module.css";
import { analyticsStore, type RunProgress, useAnalytics } from "./analytics-store.ts";
import { MOST_ROWS, targetColumns } from "./read-labelled-rows.ts";
import { readReport } from "./read-report.ts";
import { type DroppedRows, type RunSettings, startRun } from "./start-run.ts";

const SOURCES = [
  { value: "demonstration", label: "Test rows" },
  { value: "file", label: "CSV file" },
  { value: "report", label: "Report" },
];

/** Where the figures are to come from, and a run under way. */
export function SourcePanel({ settings }: { readonly settings: RunSettings | null }): ReactElement {
  const { run, problem } = useAnalytics();
  const [source, setSource] = useState("demonstration");
  return (
    <Card title="Measure" hint="Nothing on this page is stored or made up: figures appear when you measure them.">
      <SegmentedControl
        className={classes["sources"]}
        data={SOURCES}
        value={source}
        onChange={setSource}
        disabled={run !== null}
        aria-label="Where the figures come from"
      />
      {problem !== null && <Notice title="That did not work">{problem}</Notice>}
      {run !== null ? (
        <Running run={run} />
      ) : source === "report" ? (
        <ReportSource />
      ) : settings === null ? (
        <p className={classes["text"]}>Waiting for a model. A report can be looked at without one.</p>
      ) : source === "file" ? (
        <FileSource settings={settings} />
      ) : (
        <DemonstrationSource settings={settings} />
      )}
    </Card>
  );
}

const begin = (settings: RunSettings, dropped: DroppedRows | null): void =>
  void startRun(analyticsStore.begin(), settings, dropped);

function DemonstrationSource({ settings }: { readonly settings: RunSettings }): ReactElement {
  const { demonstration, model } = settings;
  if (demonstration === undefined) {
    return (
      <p className={classes["text"]}>
        The server offers no test rows for <code>{model}</code>. Drop a CSV file with observed outcomes, or a report of{" "}
        <code>velum evaluate</code>.
      </p>
    );
  }
  return (
    <div className={classes["start"]}>
      <p className={classes["text"]}>
        Rows that the model was not trained on, from the server&apos;s demonstration ({demonstration.license}). Each is
        encrypted in this tab, answered under encryption, decrypted here and compared with the model in the clear. That
        comparison is for demonstrations alone: their weights are public, and loaded for it now.
      </p>
      <Button onClick={() => begin(settings, null)}>Start encrypted run</Button>
    </div>
  );
}

function FileSource({ settings }: { readonly settings: RunSettings }): ReactElement {
  const { schema } = settings.opened.contract;
  const [dropped, setDropped] = useState<DroppedRows | null>(null);
  const take = async (file: File): Promise<void> => {
    try {
      const table = parseCsv(await readTextFile(file), file.name);
      const [target = ""] = targetColumns(table, schema);
      setDropped({ name: file.name, table, target, skipRefused: false });
    } catch (error) {
      setDropped(null);
      analyticsStore.fail(messageOf(error));
    }
  };
  if (dropped === null) {
    return (
      <FileDrop title="Drop a CSV file, or choose one" accept=".csv,text/csv" onFile={(file) => void take(file)}>
        The model&apos;s columns, and one more with what was observed. It is read in this tab; only ciphertext leaves
        it.
      </FileDrop>
    );
  }
  const { name, table, target, skipRefused } = dropped;
  const columns = targetColumns(table, schema);
  const rows = Math.min(table.records.length, MOST_ROWS);
  return (
    <div className={classes["file"]}>
      <p className={classes["text"]}>
        <b>{name}</b>: {countText(table.records.length)} rows
        {rows < table.records.length && `, of which the first ${countText(rows)} are asked about`}.
      </p>
      {columns.length === 0 ? (
        <Notice title="There is no column with what was observed">
          All columns of the file are inputs of the model.
        </Notice>
      ) : (
        <>
          <NativeSelect
            label="Column with what was observed"
            data={columns}
            value={target}
            onChange={(event) => setDropped({ ...dropped, target: event.currentTarget.value })}
          />
          <Checkbox
            label="Leave out rows that the model refuses"
            checked={skipRefused}
            onChange={(event) => setDropped({ ...dropped, skipRefused: event.currentTarget.checked })}
          />
        </>
      )}
      <div className={classes["buttons"]}>
        <Button disabled={columns.length === 0} onClick={() => begin(settings, dropped)}>
          Start encrypted run
        </Button>
        <Button variant="default" onClick={() => setDropped(null)}>
          Another file
        </Button>
      </div>
    </div>
  );
}

function ReportSource(): ReactElement {
  const take = async (file: File): Promise<void> => {
    try {
      analyticsStore.show(readReport(await readTextFile(file), file.name));
    } catch (error) {
      analyticsStore.fail(messageOf(error));
    }
  };
  return (
    <FileDrop title="Drop a report, or choose one" accept=".json,application/json" onFile={(file) => void take(file)}>
      A document that <code>velum evaluate --json</code> has written. It is read in this tab and sent nowhere.
    </FileDrop>
  );
}

function Running({ run: { done, total, milliseconds, largest } }: { readonly run: RunProgress }): ReactElement {
  const percent = total === 0 ? 0 : (100 * done) / total;
  const left = done === 0 ? null : (milliseconds / done) * (total - done);
  return (
    <div className={classes["running"]}>
      <div className={classes["runningHead"]}>
        <b>{total === 0 ? "Fetching rows and clear model" : `${countText(done)} of ${countText(total)} rows`}</b>
        <span>
          {largest !== null && `largest error so far ${numberText(largest)}`}
          {left !== null && ` · about ${Math.ceil(left / 1000)} s left`}
        </span>
      </div>
      <Progress value={percent} aria-label="Rows answered" animated />
      <Button variant="default" onClick={() => analyticsStore.cancel()}>
        Cancel
      </Button>
    </div>
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "The file could not be read.");
