import "../charts/chart-colors.css";
import type { ReactElement } from "react";
import { PageHead } from "../layout/page-head.tsx";
import { ModelPicker } from "../predict/model-picker.tsx";
import { useApp } from "../state/app-state.ts";
import { countText } from "../text/quantities.ts";
import classes from "./analytics.module.css";
import { useAnalytics } from "./analytics-store.ts";
import type { Evidence } from "./evidence.ts";
import { EvidenceView } from "./evidence-view.tsx";
import { SourcePanel } from "./source-panel.tsx";
import type { RunSettings } from "./start-run.ts";

/** How good encrypted answers are, and how fast: measured in front of the user. */
export function AnalyticsPage(): ReactElement {
  const { evidence, run } = useAnalytics();
  return (
    <>
      <PageHead title="Analytics" aside={<ModelPicker />}>
        Encrypted answers against the model in the clear and against what was observed: errors, decisions,
        probabilities, time.
      </PageHead>
      <div className={classes["stack"]}>
        <SourcePanel settings={useRunSettings()} />
        {evidence === null ? (
          run === null && <EmptyState />
        ) : (
          <section aria-label="Evidence">
            <p className={classes["origin"]}>{originText(evidence)}</p>
            <EvidenceView evidence={evidence} />
          </section>
        )}
      </div>
    </>
  );
}

function useRunSettings(): RunSettings | null {
  const { worker, settings, model, demonstrations } = useApp();
  if (model.kind !== "open") return null;
  const demonstration = demonstrations.find((one) => one.model === model.name);
  return { worker, server: settings.server, model: model.name, opened: model.opened, demonstration };
}

function originText({ origin, model, rows }: Evidence): string {
  const of = `${model.title}, version ${model.version}`;
  const many = `${countText(rows.answered)} rows`;
  if (origin.kind === "report") return `From the report ${origin.name}: ${of}, ${many}. Measured where it was written.`;
  return `Measured on this page just now: ${of}, ${many} of ${origin.kind === "file" ? origin.name : `the demonstration “${origin.name}”`}.`;
}

function EmptyState(): ReactElement {
  return (
    <div className={classes["empty"]}>
      <svg viewBox="0 0 200 90" aria-hidden="true" focusable="false">
        <path d="M20 10V76H186" />
        <path d="M24 74 C60 70 70 22 110 20 S160 14 184 12" className={classes["emptyLine"]} />
        {[40, 62, 84, 108, 134, 160].map((x, i) => (
          <circle key={x} cx={x} cy={[66, 56, 36, 22, 18, 15][i]} r="3.5" />
        ))}
      </svg>
      <h2>No figures yet</h2>
      <p>
        Start an encrypted run over the test rows above. It takes a few seconds, and every chart is drawn from what was
        measured in it. Or drop a CSV file with outcomes, or a report of <code>velum evaluate --json</code>.
      </p>
    </div>
  );
}
