import type { Progress, RowAnswer } from "@velum/client";
import type { Row } from "@velum/tabular";
import { demonstrationRows, listDemonstrations } from "./demonstrations.ts";
import type { CallName, Calls, ManyEvent, PredictEvent, ToWorker } from "./messages.ts";
import type { Sessions } from "./sessions.ts";

/** How a call tells of itself, and how it is ended. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly onEvent: (event: PredictEvent | ManyEvent) => void;
}

type Result = Calls[CallName]["result"];

/** Does what a message asks for. @throws the errors of the client, whatever they are */
export async function answerCall(
  sessions: Sessions,
  message: Exclude<ToWorker, { call: "cancel" }>,
  context: CallContext,
): Promise<Result> {
  switch (message.call) {
    case "connect":
      sessions.connect({ url: message.argument.server, token: message.argument.token });
      return null;
    case "listModels":
      return sessions.connection().models({ signal: context.signal });
    case "listDemonstrations":
      return listDemonstrations(sessions.server(), context.signal);
    case "demonstrationRows":
      return demonstrationRows(sessions, message.argument.model, context.signal);
    case "openModel":
      return (await sessions.open(message.argument.model, message.argument.again)).opened;
    case "predict":
      return predict(sessions, message.argument, context);
    case "predictMany":
      return predictMany(sessions, message.argument, context);
    case "lastRequest":
      return sessions.last();
    case "keys":
      return sessions.keys();
    case "wipe":
      await sessions.wipe();
      return null;
  }
}

async function predict(
  sessions: Sessions,
  { model, row, plan }: Calls["predict"]["argument"],
  { signal, onEvent }: CallContext,
): Promise<Calls["predict"]["result"]> {
  const { client } = await sessions.open(model);
  return client.predict(row, {
    signal,
    ...(plan === undefined ? {} : { plan }),
    onStep: (step) => onEvent({ kind: "step", step }),
    onKeySet: (progress) => onEvent({ kind: "keySet", progress }),
    onFrames: (frames) => sessions.keep(model, frames),
  });
}

async function predictMany(
  sessions: Sessions,
  { model, rows, plan }: Calls["predictMany"]["argument"],
  { signal, onEvent }: CallContext,
): Promise<number> {
  const { client } = await sessions.open(model);
  let answers: RowAnswer[] = [];
  let count = 0;
  let told: Progress | undefined;
  const tell = (progress: Progress): void => {
    onEvent({ kind: "answers", progress, answers });
    told = progress;
    answers = [];
  };
  const stream = client.predictMany(rows as Row[], {
    signal,
    ...(plan === undefined ? {} : { plan }),
    onProgress: tell,
    onFrames: (frames) => sessions.keep(model, frames),
    onKeySet: (progress) => onEvent({ kind: "keySet", progress }),
  });
  for await (const answer of stream) {
    count++;
    answers.push(answer);
  }
  // The client tells of a request before it gives its answers: those of the last are still here.
  if (told !== undefined) tell(told);
  return count;
}
