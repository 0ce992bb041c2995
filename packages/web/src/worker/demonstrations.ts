import { MODEL_NAME } from "@velum/protocol";
import type { Row } from "@velum/tabular";
import { parseCsv } from "../csv/parse-csv.ts";
import { readRows } from "../csv/read-rows.ts";
import type { Demonstration } from "./messages.ts";
import { PageError } from "./problem.ts";
import { askServer, fetchFrom, type ServerAddress } from "./server-json.ts";
import type { Sessions } from "./sessions.ts";

/** Where public files of a demonstration are: never another server's address (C4). */
const PATH = /^\/demonstration\/[\w.-]+\/[\w.-]+$/;

/** `GET /demonstration`: what the server offers; nothing where it has no such route. */
export async function listDemonstrations(
  server: ServerAddress,
  signal: AbortSignal,
): Promise<readonly Demonstration[]> {
  const answer = await askServer(server, "/demonstration", signal).catch((error: unknown) => {
    if (error instanceof PageError && error.problem.server?.status === 404) return null;
    throw error;
  });
  const models = (answer as { models?: unknown } | null)?.models;
  return Array.isArray(models) ? models.slice(0, 64).flatMap(readDemonstration) : [];
}

function readDemonstration(value: unknown): readonly Demonstration[] {
  const fields = (value ?? {}) as Partial<Record<keyof Demonstration, unknown>>;
  const text = (name: keyof Demonstration): string => (typeof fields[name] === "string" ? fields[name] : "");
  const [model, rows, onnx] = [text("model"), text("rows"), text("onnx")];
  if (!MODEL_NAME.test(model) || !PATH.test(rows) || !PATH.test(onnx)) return [];
  return [{ model, rows, onnx, title: text("title"), target: text("target"), license: text("license") }];
}

/** The demonstration of a model. @throws PageError DEMONSTRATION_MISSING */
export async function findDemonstration(
  sessions: Sessions,
  model: string,
  signal: AbortSignal,
): Promise<Demonstration> {
  const found = (await listDemonstrations(sessions.server(), signal)).find((one) => one.model === model);
  if (found !== undefined) return found;
  const message = "The server offers no demonstration data for this model.";
  throw new PageError({
    code: "DEMONSTRATION_MISSING",
    message,
    argument: undefined,
    expected: undefined,
    server: undefined,
  });
}

/** The held-out rows of a demonstration that the contract takes. */
export async function demonstrationRows(
  sessions: Sessions,
  model: string,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const demonstration = await findDemonstration(sessions, model, signal);
  const { opened } = await sessions.open(model);
  const text = await (await fetchFrom(sessions.server(), demonstration.rows, signal)).text();
  const table = parseCsv(text, "rows.csv");
  return readRows(table, opened.contract.schema, "rows.csv", { skipRefused: true }).rows;
}
