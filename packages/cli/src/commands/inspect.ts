import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../files/write-file.ts";
import { changesPage, inspectionPage } from "../html/page.ts";
import { type Change, compareSections } from "../inspect/compare.ts";
import { changesText } from "../inspect/compare-text.ts";
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
}

/** A page is for showing: whoever may read the folder. */
const PAGE_MODE = 0o644;

/** What a bundle holds, or in what two differ. */
export async function inspect(file: string, other: string | undefined, options: InspectOptions): Promise<ExitCode> {
  if (options.public) return inspectPublic(file, other, options);
  const { inspection } = await inspectBundleFile(file);
  if (other === undefined) return show(inspection, options);
  return showChanges(inspection, (await inspectBundleFile(other)).inspection, options);
}

/** All that anyone learns who may fetch the contract, and nothing else (A10). */
async function inspectPublic(file: string, other: string | undefined, { html }: InspectOptions): Promise<ExitCode> {
  if (other !== undefined || html !== undefined)
    throw new CliError("USAGE", "--public prints one contract, without --html.");
  const { bundle } = await inspectBundleFile(file);
  process.stdout.write(safeJson(bundle.contract));
  return EXIT.done;
}

async function show(inspection: Inspection, { json, html }: InspectOptions): Promise<ExitCode> {
  if (html !== undefined) await writeWholeFile(html, inspectionPage(inspection), "The page", PAGE_MODE);
  if (json) process.stdout.write(safeJson(inspection));
  else if (html === undefined) {
    process.stdout.write(
      inspectionText(inspection, createPaint(process.stdout.isTTY, process.env), process.stdout.columns),
    );
  }
  return EXIT.done;
}

async function showChanges(before: Inspection, after: Inspection, { json, html }: InspectOptions): Promise<ExitCode> {
  const changes: readonly Change[] = compareSections(sectionsOf(before), sectionsOf(after));
  if (html !== undefined)
    await writeWholeFile(html, changesPage(before.model, after.model, changes), "The page", PAGE_MODE);
  if (json) process.stdout.write(safeJson({ before: before.model, after: after.model, changes }));
  else if (html === undefined)
    process.stdout.write(changesText(changes, createPaint(process.stdout.isTTY, process.env)));
  return EXIT.done;
}
