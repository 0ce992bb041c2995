import { demonstrationRows, listDemonstrations } from "./demonstrations.ts";
import type { CallName, Calls, ToWorker } from "./messages.ts";
import { type CallContext, predict, predictTable } from "./predict-calls.ts";
import type { Sessions } from "./sessions.ts";
import { readTable, writeTable } from "./tables.ts";

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
    case "readTable": {
      const { model, file } = message.argument;
      const { opened } = await sessions.open(model);
      const { table, told } = await readTable(model, opened.contract, file);
      sessions.holdTable(table);
      return told;
    }
    case "predictTable":
      return predictTable(sessions, message.argument, context);
    case "exportTable":
      return writeTable(sessions.table());
    case "lastRequest":
      return sessions.last();
    case "keys":
      return sessions.keys();
    case "wipe":
      await sessions.wipe();
      return null;
  }
}
