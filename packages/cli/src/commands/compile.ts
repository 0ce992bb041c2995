import { basename } from "node:path";
import { compile as compileModel, readModel } from "@velum/compiler";
import { type PlanName, type ProtectionLevel, readBundle } from "@velum/protocol";
import { printable } from "../cli-error.ts";
import { compilationText } from "../compile/compilation-text.ts";
import { readOnnxFile } from "../compile/read-onnx-file.ts";
import { readRangeFile } from "../compile/read-range-file.ts";
import { readSchemaFile } from "../compile/read-schema-file.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../files/write-file.ts";
import { byteSize } from "../inspect/format.ts";
import { inspectBundle } from "../inspect/inspect-bundle.ts";
import { createPaint } from "../terminal/paint.ts";
import { createProgress, SILENT } from "../terminal/progress.ts";
import { safeJson } from "../terminal/safe-json.ts";

/** Options of `velum compile`. */
export interface CompileOptions {
  readonly out: string;
  readonly data?: string;
  readonly schema?: string;
  readonly ignore: readonly string[];
  readonly columns?: readonly string[];
  readonly externalData: readonly string[];
  readonly plans?: readonly PlanName[];
  readonly protect: ProtectionLevel;
  readonly maxError?: number;
  readonly name?: string;
  readonly version: string;
  readonly title?: string;
  readonly allowModelDisclosure: boolean;
  readonly json: boolean;
}

/** Reads an ONNX file, and rows that show its ranges; writes a bundle. */
export async function compile(file: string, options: CompileOptions): Promise<ExitCode> {
  const { out, data, schema: schemaFile, columns, plans, maxError, title, json } = options;
  const progress = json ? SILENT : createProgress(process.stderr);
  try {
    const { graph } = await readOnnxFile(file, options.externalData);
    const schema = schemaFile === undefined ? undefined : await readSchemaFile(schemaFile);
    const range = data === undefined ? undefined : await readRangeFile(data, options.ignore, progress);
    const rangeData = range === undefined ? {} : { rangeData: range.data };
    const model = readModel(graph, { ...rangeData, ...(schema && { schema }), ...(columns && { columns }) });
    const { bundle } = compileModel(model, {
      ...rangeData,
      name: options.name ?? nameOf(file),
      version: options.version,
      protection: options.protect,
      allowModelDisclosure: options.allowModelDisclosure,
      ...(title !== undefined && { title }),
      ...(plans && { plans }),
      ...(maxError !== undefined && { maxError }),
    });
    // It holds the weights: for its owner alone.
    await writeWholeFile(out, bundle, "The bundle", 0o600);
    progress.clear();
    const inspection = await inspectBundle(readBundle(bundle), bundle.length);
    const paint = createPaint(process.stdout.isTTY, process.env);
    process.stdout.write(json ? safeJson(inspection) : compilationText(inspection, paint));
    if (!json)
      process.stdout.write(
        `${paint.good("written")}  ${printable(out)}, ${byteSize(bundle.length)}; velum inspect shows everything\n`,
      );
    return EXIT.done;
  } finally {
    progress.clear();
  }
}

/** A name for a model from its file's: what names may not have becomes a hyphen. */
const nameOf = (file: string): string =>
  basename(file)
    .replace(/\.onnx$/i, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 64) || "model";
