import type { ProtectionLevel } from "@velum/protocol";
import { CliError } from "../cli-error.ts";
import { askPatients } from "../demo/ask-patients.ts";
import { createHead, createReport } from "../demo/demo-report.ts";
import { headText, rowsText, servingText, summaryText } from "../demo/demo-text.ts";
import { prepareHeart, withBundleFile } from "../demo/heart-bundle.ts";
import { readHeartData } from "../demo/heart-data.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { mainFile } from "../process/main-file.ts";
import { type ServerProcess, startServerProcess } from "../process/server-process.ts";
import { watchSignals } from "../process/watch-signals.ts";
import { createPaint } from "../terminal/paint.ts";

/** Options of `velum demo`. */
export interface DemoOptions {
  readonly rows: number;
  readonly protect: ProtectionLevel;
  readonly seed: number;
  readonly port: number;
  readonly keepServing: boolean;
  readonly json: boolean;
}

/**
 * Trains, compiles, serves in a process of its own, asks about patients from this one, and compares with the model in the
 * clear. Done if every label agrees and every logit is within the promise.
 */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  const interrupted = watchSignals();
  const say = options.json ? () => {} : (text: string) => void process.stdout.write(text);
  const paint = createPaint(process.stdout.isTTY, process.env);

  const heart = prepareHeart(await readHeartData(), options.seed, options.protect);
  const server = await withBundleFile(heart.compilation.bundle, (file) =>
    startServerProcess(mainFile(), file, { port: options.port }),
  );
  try {
    const head = createHead(heart, server);
    say(headText(head, paint));
    const report = createReport(head, await askPatients(heart, server, options.rows, interrupted));
    say(rowsText(report.rows, paint));
    say(summaryText(report, paint));
    if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    if (options.keepServing) {
      say(servingText(head, paint));
      await keepServing(server, interrupted);
    }
    return report.agrees ? EXIT.done : EXIT.failed;
  } finally {
    await server.stop();
  }
}

/** Until a signal comes. @throws CliError SERVER_PROCESS if the server ends by itself */
async function keepServing(server: ServerProcess, interrupted: AbortSignal): Promise<void> {
  if (interrupted.aborted) return;
  const signalled = new Promise<"signal">((resolve) =>
    interrupted.addEventListener("abort", () => resolve("signal"), { once: true }),
  );
  const first = await Promise.race([signalled, server.ended.then(() => "ended" as const)]);
  if (first === "ended") throw new CliError("SERVER_PROCESS", "The server process ended by itself.");
}
