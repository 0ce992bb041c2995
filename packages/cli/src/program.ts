import { PLAN_NAMES, type PlanName } from "@velum/protocol";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { describeError } from "./cli-error.ts";
import type { CalibrateOptions } from "./commands/calibrate.ts";
import type { CompileOptions } from "./commands/compile.ts";
import type { EvaluateOptions } from "./commands/evaluate.ts";
import type { InspectOptions } from "./commands/inspect.ts";
import type { PredictOptions } from "./commands/predict.ts";
import type { TrainOptions } from "./commands/train.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { addDemo } from "./verbs/demo-verb.ts";
import { addServe } from "./verbs/serve-verb.ts";
import { addUi } from "./verbs/ui-verb.ts";
import { type End, integer } from "./verbs/verb.ts";
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
  addTrain(program, end);
  addCompile(program, end);
  addCalibrate(program, end);
  addInspect(program, end);
  addServe(program, end);
  addUi(program, end);
  addPredict(program, end);
  addEvaluate(program, end);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end with 0; everything else that commander refuses is wrong use.
    return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  }
  return exit;
}

function addTrain(program: Command, end: End): void {
  program
    .command("train")
    .description("Train a model that encrypts well on a CSV file, and measure it on rows held out.")
    .argument("<data>", "a CSV file with a header")
    .requiredOption("--target <column>", "the column to predict")
    .addOption(
      new Option("--model <kind>", "what to train")
        .choices(["logreg", "linear", "multinomial", "mlp"])
        .makeOptionMandatory(),
    )
    .requiredOption("--out <model>", "the .onnx file to write")
    .addOption(new Option("--target-kind <kind>", "what numbers in the target are").choices(["classes", "quantity"]))
    .option("--schema <json>", "what to say otherwise of columns: kinds, ranges, units, categories, columns to ignore")
    .option("--schema-out <json>", "the schema to write; beside the model if left out")
    .option("--held-out <csv>", "writes the rows that were held out, to evaluate on")
    .option("--test-fraction <part>", "part of the rows that is held out", part, 0.3)
    .option("--calibration <csv>", "keeps rows from training altogether and writes them, to calibrate on")
    .option("--calibration-fraction <part>", "part of the rows that is kept for that", part, 0.2)
    .option("--folds <n>", "folds of the cross-validation that chooses settings; 0 for none", integer(0, 20), 5)
    .option("--c <numbers>", "inverse regularizations of linear models to choose from", numbers)
    .option("--hidden <widths>", "hidden layers of nets to choose from, such as 8 or 8,16 or 12-6", layers)
    .addOption(
      new Option("--activation <name>", "of a net's hidden layers; all but the square by a polynomial").choices([
        ...["square", "silu", "relu", "tanh"],
      ]),
    )
    .option("--degree <n>", "of that polynomial", integer(2, 8))
    .option("--weight-decay <numbers>", "weight decays of nets to choose from", numbers)
    .option("--max-epochs <n>", "most epochs of a net", integer(1, 100_000))
    .option("--seed <n>", "seed of splits, folds, nets and intervals", integer(0, 2 ** 32 - 1), 7)
    .option("--resamples <n>", "draws for the intervals", integer(10, 100_000), 500)
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      "\nExample:\n  velum train patients.csv --target disease --model logreg --out heart.onnx --held-out test.csv --calibration calibration.csv",
    )
    .action((data: string, options: TrainOptions) =>
      end(options.json, async () => (await import("./commands/train.ts")).train(data, options)),
    );
}

/** Reads an option as positive numbers between commas. */
function numbers(text: string): readonly number[] {
  const values = text.split(",").map((one) => (/^\d{0,9}\.?\d{1,9}$/.test(one) ? Number(one) : Number.NaN));
  if (values.every((value) => value > 0)) return values;
  throw new InvalidArgumentError("Expected positive numbers between commas.");
}

/** Reads an option as widths of layers: hyphens between layers, commas between nets. */
function layers(text: string): readonly (readonly number[])[] {
  if (/^\d{1,4}(?:[-,]\d{1,4})*$/.test(text)) return text.split(",").map((net) => net.split("-").map(Number));
  throw new InvalidArgumentError("Expected widths, such as 8 or 8,16 or 12-6.");
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

function addCalibrate(program: Command, end: End): void {
  program
    .command("calibrate")
    .description(
      "Correct a model's probabilities on rows that it was not trained on; gives a new version of its contract.",
    )
    .argument("<bundle>", "a .velum file")
    .requiredOption("--data <csv>", "rows with a header: neither trained nor evaluated on")
    .requiredOption("--target <column>", "the column that holds what was observed")
    .requiredOption("--out <bundle>", "the .velum file to write")
    .addOption(
      new Option("--method <name>", "a curve of two numbers, or steps on a fixed grid, for some hundred rows and more")
        .choices(["platt", "isotonic"])
        .default("platt"),
    )
    .option("--html <file>", "write a page with reliability before and after")
    .option("--new-version <version>", "of the calibrated model; one more if left out")
    .option("--folds <n>", "folds to measure the calibration by", integer(2, 20), 5)
    .option("--seed <n>", "seed of the folds", integer(0, 2 ** 32 - 1), 7)
    .option("--skip-refused", "leave out rows that the schema refuses", false)
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      "\nExample:\n  velum calibrate heart.velum --data calibration.csv --target target --out heart-2.velum",
    )
    .action((bundle: string, options: CalibrateOptions) =>
      end(options.json, async () => (await import("./commands/calibrate.ts")).calibrate(bundle, options)),
    );
}

function addInspect(program: Command, end: End): void {
  program
    .command("inspect")
    .description(
      "Say what a bundle holds, in what two differ, or whether an ONNX file will fit (done) or not (failed).",
    )
    .argument("<file>", "a .velum or an .onnx file")
    .argument("[other]", "another .velum file to compare with")
    .option("--public", "print the contract alone: what anyone learns who may fetch it", false)
    .option("--html <file>", "write a page with plots")
    .option("--external-data <file...>", "files with weights that belong to the model", [])
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      "\nExamples:\n  velum inspect model.onnx\n  velum inspect heart.velum --html heart.html\n  velum inspect heart-1.velum heart-2.velum",
    )
    .action((file: string, other: string | undefined, options: InspectOptions) =>
      end(options.json, async () => (await import("./commands/inspect.ts")).inspect(file, other, options)),
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
    .option("--token-file <file>", "holds the server's token; VELUM_TOKEN if left out")
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

function addEvaluate(program: Command, end: End): void {
  program
    .command("evaluate")
    .description("Compare encrypted answers with the same in the clear and simulated, on rows with known targets.")
    .argument("<bundle>", "a .velum file")
    .requiredOption("--data <csv>", "rows that the model has not seen, with a header")
    .requiredOption("--target <column>", "the column that holds what was observed")
    .option("--server <url>", "a server of this very bundle, in place of a process of its own")
    .option("--model <name>", "the model on that server, if it has another name there")
    .option("--token-file <file>", "holds that server's token; VELUM_TOKEN if left out")
    .option("--plan <name>", "a plan of the contract, in place of those that suit the number of rows")
    .option("--rows <n>", "the first so many rows", integer(1, 100_000))
    .option("--min-agreement <part>", "fail where fewer labels agree, from 0 to 1", part)
    .option("--onnx <file>", "the file that the bundle was compiled from: compare with it, too")
    .option("--columns <names>", "names of its columns, in its order, where it does not name them", list)
    .option("--external-data <file...>", "files with weights that belong to it", [])
    .option("--search-worst", "look for the input inside the contract's ranges with the largest error", false)
    .option("--skip-refused", "leave out rows that the schema refuses", false)
    .option("--seed <n>", "seed of intervals, simulation and search", integer(0, 2 ** 32 - 1), 7)
    .option("--resamples <n>", "draws for the intervals", integer(10, 100_000), 500)
    .option("--html <file>", "write a page with plots")
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      `
Example:
  velum evaluate heart.velum --data test.csv --target target --min-agreement 1 --html evaluation.html

Ends with 1 where an answer is further off than the contract promises, or fewer labels agree than --min-agreement.`,
    )
    .action((bundle: string, options: EvaluateOptions) =>
      end(options.json, async () => (await import("./commands/evaluate.ts")).evaluate(bundle, options)),
    );
}

/** Reads an option as a part of one. */
function part(text: string): number {
  const value = /^(?:0|1|[01]?\.\d{1,9})$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("Expected a number from 0 to 1.");
}

function reportFailure(error: unknown, json: boolean): ExitCode {
  const { code, message, exit } = describeError(error);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  else process.stderr.write(`velum: ${code}: ${message}\n`);
  return exit;
}
