import { PLAN_NAMES, type PlanName } from "@velum/protocol";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { describeError } from "./cli-error.ts";
import type { CompileOptions } from "./commands/compile.ts";
import type { DemoOptions } from "./commands/demo.ts";
import type { InspectOptions } from "./commands/inspect.ts";
import type { PredictOptions } from "./commands/predict.ts";
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
    // `velum compile --version 2` is the version of a model.
    .enablePositionalOptions()
    .exitOverride();
  addDemo(program, end);
  addCompile(program, end);
  addInspect(program, end);
  addServe(program, end);
  addPredict(program, end);
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

function addCompile(program: Command, end: End): void {
  program
    .command("compile")
    .description("Turn an ONNX file into a bundle that answers encrypted rows.")
    .argument("<model>", "an .onnx file")
    .requiredOption("--out <bundle>", "the .velum file to write")
    .option("--data <csv>", "rows that show how large values are, with a header")
    .option("--schema <json>", "names, units, ranges and categories, in place of ranges from the rows")
    .option("--ignore <column...>", "columns of the rows that are no inputs, such as a target", [])
    .option("--columns <names>", "names of the model's columns, in its order", list)
    .option("--external-data <file...>", "files with weights that belong to the model", [])
    .option("--plans <names>", `some of ${PLAN_NAMES.join(", ")}; those worth having if left out`, planNames)
    .addOption(
      new Option("--protect <level>", "protection of the answers").choices(["standard", "strong"]).default("standard"),
    )
    .option("--max-error <number>", "the promise: largest error of an output", positive)
    .option("--name <name>", "name of the model; that of the file if left out")
    .option("--version <version>", "version of the model", "1")
    .option("--title <text>", "a line for people")
    .option("--allow-model-disclosure", "make plans of which one request can determine the model", false)
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      "\nExample:\n  velum compile heart.onnx --data patients.csv --ignore target --out heart.velum --plans dot,columns --allow-model-disclosure",
    )
    .action((model: string, options: CompileOptions) =>
      end(options.json, async () => (await import("./commands/compile.ts")).compile(model, options)),
    );
}

function addInspect(program: Command, end: End): void {
  program
    .command("inspect")
    .description("Say what a bundle holds, in what two differ, or whether an ONNX file will fit.")
    .argument("<file>", "a .velum or an .onnx file")
    .argument("[other]", "another .velum file to compare with")
    .option("--public", "print the contract alone: what anyone learns who may fetch it", false)
    .option("--html <file>", "write a page with plots")
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      "\nExamples:\n  velum inspect model.onnx\n  velum inspect heart.velum --html heart.html\n  velum inspect heart-1.velum heart-2.velum",
    )
    .action((file: string, other: string | undefined, options: InspectOptions) =>
      end(options.json, async () => (await import("./commands/inspect.ts")).inspect(file, other, options)),
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
    .option("--allow-model-disclosure", "serve plans of which one request can determine the model", false)
    .option("--log", "print one JSON line a request to standard error", false)
    .option("--json", "print the address as JSON", false)
    .addHelpText("after", "\nExample:\n  velum serve heart.velum --port 8080")
    .action((bundle: string, options: ServeOptions) =>
      end(options.json, async () => (await import("./commands/serve.ts")).serve(bundle, options)),
    );
}

function addPredict(program: Command, end: End): void {
  program
    .command("predict")
    .description(
      "Ask a model about rows, encrypted: a server, or a bundle, which is then served by a process of its own.",
    )
    .argument("<bundle|url>", "a .velum file, or the address of a model: https://host/v2/models/NAME")
    .option("--row <json>", "one row as a JSON object, or - to read it from standard input")
    .option("--data <csv>", "rows from a CSV file with a header")
    .option("--out <csv>", "where the answers go; standard output if left out")
    .option("--model <name>", "the model, where the address does not name it")
    .option("--plan <name>", "a plan of the contract, in place of the one that suits the number of rows")
    .option("--contract <digest>", "the contract that was accepted before; any other is refused before a row is read")
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      `
Examples:
  velum predict heart.velum --row '{"age":63,"sex":1,"cp":1}'
  velum predict http://127.0.0.1:8080/v2/models/heart --data rows.csv --out predictions.csv`,
    )
    .action((target: string, options: PredictOptions) =>
      end(options.json, async () => (await import("./commands/predict.ts")).predict(target, options)),
    );
}

/** Reads an option as names with commas between them. */
const list = (text: string): readonly string[] => text.split(",").map((name) => name.trim());

function planNames(text: string): readonly PlanName[] {
  const names = list(text);
  const plans = PLAN_NAMES.filter((name) => names.includes(name));
  if (plans.length === names.length) return plans;
  throw new InvalidArgumentError(`Expected some of ${PLAN_NAMES.join(", ")}, with commas between them, none twice.`);
}

function positive(text: string): number {
  const value = /^\d*\.?\d+(?:[eE][+-]?\d{1,2})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError("Expected a number above zero.");
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
