import { answerCall } from "./answer-call.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { problemOf } from "./problem.ts";
import { createSessions } from "./sessions.ts";

/*
 * The one place of the page where secrets live. Each message is a call; its events and its outcome go back under its id.
 */

const sessions = createSessions();
const running = new Map<number, AbortController>();

const post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.call === "cancel") running.get(data.id)?.abort();
  else void answer(data);
});

async function answer(message: Exclude<ToWorker, { call: "cancel" }>): Promise<void> {
  const { id } = message;
  const ending = new AbortController();
  running.set(id, ending);
  try {
    const result = await answerCall(sessions, message, {
      signal: ending.signal,
      onEvent: (event) => post({ id, event }),
    });
    post({ id, result });
  } catch (error) {
    post({ id, error: problemOf(error) });
  } finally {
    running.delete(id);
  }
}
