import type { ServerProcess } from "../process/server-process.ts";
import { PAGE_MISSING } from "../serve/page-missing.ts";
import { grouped } from "../terminal/numbers.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Cell, type Column, table } from "../terminal/table.ts";
import { type DemoHead, type DemoReport, MAX_LOGIT_DIFFERENCE, type PatientRow } from "./demo-report.ts";

const COLUMNS: readonly Column[] = [
  { title: "patient", align: "right" },
  { title: "clear", align: "right" },
  { title: "decrypted", align: "right" },
  { title: "difference", align: "right" },
  { title: "answer", align: "left" },
  { title: "ms", align: "right" },
  { title: "sent", align: "right" },
  { title: "received", align: "right" },
];

/** What is known before the first question. */
export function headText({ model, plan, parameters, server }: DemoHead, paint: Paint): string {
  const security = `${parameters.securityBits} bits by lattice-estimator`;
  return lines([
    paint.strong(model.title),
    "",
    fact("model", `logistic regression, trained on ${model.trainedOn} patients; ${model.heldOut} were held out`, paint),
    fact(
      "plan",
      `${plan.name}, protection ${plan.protection.level}, promised within ${plan.precision.maxError} of the logit`,
      paint,
    ),
    fact(
      "parameters",
      `${parameters.preset}: N = ${parameters.ringDegree}, ${parameters.totalBits.toFixed(1)} of ${parameters.limitBits} bits, ${security}`,
      paint,
    ),
    fact("server", `${server.url}, process ${server.pid}, which can hold no secret key`, paint),
    fact("client", `this process, ${process.pid}: a new key for every question, wiped after the answer`, paint),
    "",
  ]);
}

/** The patients, line by line. */
export function rowsText(rows: readonly PatientRow[], paint: Paint): string {
  return lines([
    ...table(
      COLUMNS,
      rows.map((row) => cells(row, paint)),
      paint.faint,
    ),
    "",
  ]);
}

function cells(row: PatientRow, paint: Paint): readonly Cell[] {
  const { keygen, encrypt, roundTrip, decrypt } = row.milliseconds;
  return [
    { text: String(row.patient) },
    { text: row.clear.toFixed(6) },
    { text: row.encrypted.toFixed(6) },
    { text: signed(row.difference) },
    row.sameLabel ? { text: row.label } : { text: `${row.label} (differs)`, paint: paint.bad },
    { text: (keygen + encrypt + roundTrip + decrypt).toFixed(1) },
    { text: grouped(row.bytes.request) },
    { text: grouped(row.bytes.response) },
  ];
}

/** Where the server can be asked, while it stays up. */
export const servingText = (
  { url, page, token, models }: Pick<ServerProcess, "url" | "page" | "token" | "models">,
  paint: Paint,
): string =>
  lines([
    "",
    fact("models", models.map(({ name }) => `${url}/v2/models/${name}`).join(", "), paint),
    fact("token", token, paint),
    fact("page", page === null ? PAGE_MISSING : paint.strong(page), paint),
    fact("serving", "until Ctrl-C, which ends both processes", paint),
  ]);

/** What came out, and what it cost. */
export function summaryText({ rows, milliseconds, bytes, agrees }: DemoReport, paint: Paint): string {
  const same = rows.filter(({ sameLabel }) => sameLabel).length;
  const largest = Math.max(...rows.map(({ logitDifference }) => Math.abs(logitDifference)));
  const verdict = `${same} of ${rows.length} answers agree; largest difference of a logit ${largest.toFixed(5)}, promised ${MAX_LOGIT_DIFFERENCE}`;
  const { keygen, encrypt, server, roundTrip, decrypt } = milliseconds;
  const ms = (value: number): string => value.toFixed(2);
  return lines([
    agrees ? paint.good(verdict) : paint.bad(verdict),
    fact(
      "median ms",
      `key ${ms(keygen)}, encrypt ${ms(encrypt)}, round trip ${ms(roundTrip)} (server ${ms(server)} of it), decrypt ${ms(decrypt)}`,
      paint,
    ),
    fact(
      "bytes",
      `sent ${grouped(bytes.request)}, received ${grouped(bytes.response)}, stored on the server ${bytes.stored}`,
      paint,
    ),
  ]);
}

const fact = (name: string, text: string, paint: Paint): string => `  ${paint.faint(name.padEnd(12))}${text}`;
const lines = (parts: readonly string[]): string => `${parts.join("\n")}\n`;
const signed = (difference: number): string => `${difference < 0 ? "-" : "+"}${Math.abs(difference).toFixed(6)}`;
