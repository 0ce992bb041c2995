import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { describeError } from "./cli-error.ts";
import type { DemoOptions } from "./commands/demo.ts";
import type { ServeOptions } from "./commands/serve.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { CLI_VERSION } from "./version.ts";

/**
 * Runs one command line. Each verb is loaded when it is asked for: the process of `velum serve` never loads what could hold a
 * secret key.
 * @param argv - as in `process.argv`
 * @example process.exitCode = await runCommandLine(process.argv);
 */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const end = async (json: boolean, run: () => Promise<ExitCode>): Promise<void> => {
    exit = await run().catch((error: unknown) => reportFailure(error, json));
  };
  const program = new Command("velum")
    .description("Predictions on data that the server cannot see.")
    .version(CLI_VERSION)
    .showHelpAfterError("Try --help.")
    .exitOverride();
  addDemo(program, end);
  addServe(program, end);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end with 0; everything else that commander refuses is wrong use.
    return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  }
  return exit;
}

type End = (json: boolean, run: () => Promise<ExitCode>) => Promise<void>;

function addDemo(program: Command, end: End): void {
  program
    .command("demo")
    .description("Train the heart model, serve it in a process of its own, and ask it about patients, encrypted.")
    .option("--rows <n>", "patients of the held-out part, 1 to 91", integer(1, 91), 20)
    .addOption(
      new Option("--protect <level>", "protection of the answers").choices(["standard", "strong"]).default("standard"),
    )
    .option("--seed <n>", "seed of the split into training and held-out part", integer(0, 2 ** 32 - 1), 7)
    .option("--port <n>", "port of the server; 0 lets the system choose", integer(0, 65_535), 0)
    .option("--keep-serving", "keep the server up afterwards, until Ctrl-C", false)
    .option("--json", "print one JSON document", false)
    .addHelpText("after", "\nExample:\n  velum demo --rows 5 --protect strong")
    .action((options: DemoOptions) =>
      end(options.json, async () => (await import("./commands/demo.ts")).demo(options)),
    );
}

function addServe(program: Command, end: End): void {
  program
    .command("serve")
    .description("Serve a bundle, or every bundle of a folder.")
    .argument("<bundle>", "a .velum file, or a folder of them")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port; 0 lets the system choose", integer(0, 65_535), 8080)
    .option("--behind-proxy", "a proxy that ends TLS stands in front: listen beyond loopback", false)
    .option("--allow-host <name...>", "further names that the Host header may have", [])
    .option("--log", "print one JSON line a request to standard error", false)
    .option("--json", "print the address as JSON", false)
    .addHelpText("after", "\nExample:\n  velum serve heart.velum --port 8080")
    .action((bundle: string, options: ServeOptions) =>
      end(options.json, async () => (await import("./commands/serve.ts")).serve(bundle, options)),
    );
}

/** Reads an option as a whole number within bounds. */
function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

function reportFailure(error: unknown, json: boolean): ExitCode {
  const { code, message, exit } = describeError(error);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  else process.stderr.write(`velum: ${code}: ${message}\n`);
  return exit;
}
