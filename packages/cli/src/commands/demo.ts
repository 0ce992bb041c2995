import { join } from "node:path";
import { heartTableFromRecords } from "@velum/model";
import type { ProtectionLevel } from "@velum/protocol";
import { CliError } from "../cli-error.ts";
import { askPatients } from "../demo/ask-patients.ts";
import { type DemoFiles, withDemoFiles } from "../demo/demo-files.ts";
import { createHead, createReport } from "../demo/demo-report.ts";
import { headText, rowsText, servingText, summaryText } from "../demo/demo-text.ts";
import { demonstrationFiles } from "../demo/demonstration-files.ts";
import { type HeartDemo, prepareHeart } from "../demo/heart-bundle.ts";
import { type HeartRecords, readHeartRecords } from "../demo/heart-data.ts";
import { prepareHeartNet } from "../demo/heart-net.ts";
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

  const data = await readHeartRecords();
  const heart = prepareHeart(heartTableFromRecords(data.header, data.records), options.seed, options.protect);
  const server = await startServer(data, heart, options);
  try {
    const head = createHead(heart, server);
    say(headText(head, paint));
    const report = createReport(head, await askPatients(heart, server, options.rows, interrupted));
    say(rowsText(report.rows, paint));
    say(summaryText(report, paint));
    if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    if (options.keepServing) {
      say(servingText(server, paint));
      await keepServing(server, interrupted);
    }
    return report.agrees ? EXIT.done : EXIT.failed;
  } finally {
    await server.stop();
  }
}

/** A server that stays up has the page, a second model, and what the page compares with. */
async function startServer(data: HeartRecords, heart: HeartDemo, options: DemoOptions): Promise<ServerProcess> {
  const { port, seed, keepServing } = options;
  const bundle = { "models/heart.velum": heart.compilation.bundle };
  const start = (files: DemoFiles, more: { readonly demonstration?: string } = {}): Promise<ServerProcess> =>
    withDemoFiles(files, (folder) =>
      startServerProcess(mainFile(), join(folder, "models"), {
        port,
        ...(more.demonstration === undefined ? {} : { demonstration: join(folder, more.demonstration) }),
      }),
    );
  if (!keepServing) return start(bundle);
  const net = await prepareHeartNet(data, heart, seed);
  const files = Object.entries(demonstrationFiles(data, heart, net)).map(([path, content]) => [
    `demonstration/${path}`,
    content,
  ]);
  return start(
    { ...bundle, "models/heart-mlp.velum": net.compilation.bundle, ...Object.fromEntries(files) },
    { demonstration: "demonstration" },
  );
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
