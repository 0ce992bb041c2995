import type { TableSchema } from "@velum/tabular";
import { FileError } from "../csv/file-error.ts";
import type { Demonstration } from "../worker/messages.ts";
import type { ClearModel } from "./clear-model.ts";

/** The model of a demonstration in the clear. The code that reads model files is loaded with the first one alone. */
export async function fetchClearModel(
  server: string,
  { onnx }: Demonstration,
  schema: TableSchema,
  signal: AbortSignal,
): Promise<ClearModel> {
  const [{ readClearModel }, answer] = await Promise.all([
    import("./clear-model.ts"),
    fetchPublic(server + onnx, signal),
  ]);
  return readClearModel(new Uint8Array(await answer.arrayBuffer()), schema);
}

/** Demonstration material is public: no token goes with the question (C6). */
export async function fetchPublic(url: string, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { signal, redirect: "error", credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new FileError("test rows", "the server's answer", `status ${answer.status}`);
  return answer;
}
