import { type Command, Option } from "commander";
import type { DemoOptions } from "../commands/demo.ts";
import { type End, integer } from "./verb.ts";

export function addDemo(program: Command, end: End): void {
  program
    .command("demo")
    .description("Train the heart models, serve them in a process of its own, and ask about patients, encrypted.")
    .option("--rows <n>", "patients of the held-out part, 1 to 91", integer(1, 91), 20)
    .addOption(
      new Option("--protect <level>", "protection of the answers").choices(["standard", "strong"]).default("standard"),
    )
    .option("--seed <n>", "seed of the split into training and held-out part", integer(0, 2 ** 32 - 1), 7)
    .option("--port <n>", "port of the server; 0 lets the system choose", integer(0, 65_535), 0)
    .option("--keep-serving", "keep the server and its page up afterwards, until Ctrl-C", false)
    .option("--json", "print one JSON document", false)
    .addHelpText("after", "\nExample:\n  velum demo --rows 5 --protect strong")
    .action((options: DemoOptions) =>
      end(options.json, async () => (await import("../commands/demo.ts")).demo(options)),
    );
}
