import { heartTarget, trainedGraph } from "@velum/model";
import { writeOnnx } from "@velum/model/onnx";
import { tableText } from "../csv/read-table.ts";
import type { DemoFiles } from "./demo-files.ts";
import type { HeartDemo } from "./heart-bundle.ts";
import type { HeartRecords } from "./heart-data.ts";
import { type HeartNet, labelsOf } from "./heart-net.ts";

const LICENSE = "UCI Cleveland data, CC BY 4.0";

/**
 * What a page may compare with, in the layout that `velum serve --demonstration` takes: the patients that were held out, with
 * what was observed, and both models in the clear. They are public data of a public example.
 */
export function demonstrationFiles(data: HeartRecords, heart: HeartDemo, net: HeartNet): DemoFiles {
  const { schema, preprocessing, model, postprocessing, split } = heart.model;
  const labels = labelsOf(postprocessing);
  const target = { name: heartTarget, task: "binary", labels } as const;
  const rows = heldOutRows(data, split.test, labels);
  return {
    ...folderOf(
      "heart",
      "Logistic regression",
      rows,
      writeOnnx(trainedGraph({ schema, preprocessing, model, target, task: "binary" })),
    ),
    ...folderOf("heart-mlp", "Net of 16 squares", rows, writeOnnx(net.graph)),
  };
}

function folderOf(model: string, title: string, rows: string, onnx: Uint8Array): DemoFiles {
  const about = { title: `${title}, on patients it was not trained on`, target: heartTarget, license: LICENSE };
  return {
    [`${model}/demonstration.json`]: JSON.stringify(about),
    [`${model}/rows.csv`]: rows,
    [`${model}/model.onnx`]: onnx,
  };
}

/** As in the file, with the label in place of its number. */
function heldOutRows({ header, records }: HeartRecords, test: readonly number[], labels: readonly string[]): string {
  const column = header.indexOf(heartTarget);
  const rows = test.map((position) =>
    records[position]!.map((cell, index) => (index === column ? labels[Number(cell)]! : cell)),
  );
  return tableText([header, ...rows]);
}
