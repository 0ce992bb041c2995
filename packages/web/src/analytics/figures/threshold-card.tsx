import { Slider } from "@mantine/core";
import { type ReactElement, useMemo } from "react";
import { numberText, shareText } from "../../charts/number-text.ts";
import { Card } from "../../layout/card.tsx";
import { atThreshold } from "../at-threshold.ts";
import type { BinaryFigures } from "../evidence.ts";
import { ConfusionTable } from "./confusion-table.tsx";
import classes from "./figures.module.css";

export interface ThresholdCardProps {
  readonly binary: BinaryFigures;
  readonly labels: readonly string[];
  readonly threshold: number;
  readonly onThreshold: (threshold: number) => void;
}

/** The confusion matrix from a threshold on that can be moved. */
export function ThresholdCard({ binary, labels, threshold, onThreshold }: ThresholdCardProps): ReactElement {
  const figures = useMemo(() => atThreshold(binary, binary.roc.encrypted, threshold), [binary, threshold]);
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = figures;
  const matrix = [
    [trueNegatives, falsePositives],
    [falseNegatives, truePositives],
  ];
  const own = Math.round(100 * binary.threshold);
  return (
    <Card
      title="Confusion matrix"
      hint="What was observed, against what encrypted answers say from the threshold on. Only this page changes: the contract keeps its own."
    >
      <ConfusionTable labels={labels} counts={matrix} />
      <dl className={classes["rates"]}>
        <Rate name="accuracy" value={figures.accuracy} />
        <Rate name="sensitivity" value={figures.sensitivity} />
        <Rate name="specificity" value={figures.specificity} />
        <Rate name="precision" value={figures.precision} />
      </dl>
      <div className={classes["slider"]}>
        <div className={classes["sliderHead"]}>
          <span id="threshold-label">Threshold</span>
          <output aria-live="polite">{threshold.toFixed(2)}</output>
        </div>
        <Slider
          thumbProps={{ "aria-labelledby": "threshold-label" }}
          min={1}
          max={99}
          step={1}
          value={Math.round(100 * threshold)}
          onChange={(percent) => onThreshold(percent / 100)}
          label={null}
          marks={[{ value: own, label: `contract ${numberText(binary.threshold)}` }]}
        />
      </div>
    </Card>
  );
}

function Rate({ name, value }: { readonly name: string; readonly value: number | null }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === null ? "none said" : shareText(value)}</dd>
    </div>
  );
}
