import { CliError, printable } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../files/write-file.ts";
import { fitPage } from "../html/fit-page.ts";
import { changesPage, inspectionPage } from "../html/page.ts";
import { compareSections } from "../inspect/compare.ts";
import { changesText } from "../inspect/compare-text.ts";
import { inspectFit } from "../inspect/fit.ts";
import { fitText } from "../inspect/fit-text.ts";
import { inspectBundleFile } from "../inspect/inspect-bundle.ts";
import type { Inspection } from "../inspect/inspection.ts";
import { inspectionText } from "../inspect/inspection-text.ts";
import { sectionsOf } from "../inspect/sections.ts";
import { createPaint } from "../terminal/paint.ts";
import { safeJson } from "../terminal/safe-json.ts";

/** Options of `velum inspect`. */
export interface InspectOptions {
  readonly public: boolean;
  readonly json: boolean;
  readonly html?: string;
  readonly externalData: readonly string[];
}

/** A page is for showing: whoever may read the folder. */
const PAGE_MODE = 0o644;

/** What a bundle holds, or in what two differ. */
export async function inspect(file: string, other: string | undefined, options: InspectOptions): Promise<ExitCode> {
  if (/\.onnx$/i.test(file)) return inspectModelFile(file, other, options);
  if (options.public) return inspectPublic(file, other, options);
  const { inspection } = await inspectBundleFile(file);
  if (other === undefined) return show(inspection, options);
  return showChanges(inspection, (await inspectBundleFile(other)).inspection, options);
}

/** Whether a model will fit: done if it does, failed if it does not. */
async function inspectModelFile(file: string, other: string | undefined, options: InspectOptions): Promise<ExitCode> {
  if (other !== undefined || options.public) throw new CliError("USAGE", "An .onnx file is inspected by itself.");
  const fit = await inspectFit(file, options.externalData);
  const paint = createPaint(process.stdout.isTTY, process.env);
  await present(options, fit, { page: () => fitPage(fit), text: () => fitText(fit, paint) });
  return fit.fits ? EXIT.done : EXIT.failed;
}

/** All that anyone learns who may fetch the contract, and nothing else (A10). */
async function inspectPublic(file: string, other: string | undefined, { html }: InspectOptions): Promise<ExitCode> {
  if (other !== undefined || html !== undefined)
    throw new CliError("USAGE", "--public prints one contract, without --html.");
  const { bundle } = await inspectBundleFile(file);
  process.stdout.write(safeJson(bundle.contract));
  return EXIT.done;
}

async function show(inspection: Inspection, options: InspectOptions): Promise<ExitCode> {
  const paint = createPaint(process.stdout.isTTY, process.env);
  await present(options, inspection, {
    page: () => inspectionPage(inspection),
    text: () => inspectionText(inspection, paint, process.stdout.columns),
  });
  return EXIT.done;
}

async function showChanges(before: Inspection, after: Inspection, options: InspectOptions): Promise<ExitCode> {
  const changes = compareSections(sectionsOf(before), sectionsOf(after));
  const paint = createPaint(process.stdout.isTTY, process.env);
  await present(
    options,
    { before: before.model, after: after.model, changes },
    { page: () => changesPage(before.model, after.model, changes), text: () => changesText(changes, paint) },
  );
  return EXIT.done;
}

/** A document as a page and where that is, as JSON, or as text where neither is asked for. */
async function present(
  { json, html }: InspectOptions,
  document: unknown,
  { page, text }: { readonly page: () => string; readonly text: () => string },
): Promise<void> {
  if (html !== undefined) await writeWholeFile(html, page(), "The page", PAGE_MODE);
  if (json) process.stdout.write(safeJson(document));
  else process.stdout.write(html === undefined ? text() : `written  ${printable(html)}\n`);
}
