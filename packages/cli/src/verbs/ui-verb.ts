import type { Command } from "commander";
import type { UiOptions } from "../commands/ui.ts";
import { type End, integer } from "./verb.ts";

export function addUi(program: Command, end: End): void {
  program
    .command("ui")
    .description("Serve the page from this machine, to ask a server that ships none of the code that encrypts.")
    .option("--server <url>", "the server: https, or http on loopback", "http://127.0.0.1:8080")
    .option("--port <n>", "port of the page; 0 lets the system choose", integer(0, 65_535), 8090)
    .option("--token-file <file>", "holds the server's token; VELUM_TOKEN, or asked for by the page if left out")
    .option("--page <folder>", "the built page, in place of the one that comes with velum")
    .option("--json", "print addresses as JSON", false)
    .addHelpText("after", "\nExample:\n  velum ui --server https://velum.example.org")
    .action((options: UiOptions) => end(options.json, async () => (await import("../commands/ui.ts")).ui(options)));
}
