import type { Command } from "commander";
import type { ServeOptions } from "../commands/serve.ts";
import { type End, integer } from "./verb.ts";

export function addServe(program: Command, end: End): void {
  program
    .command("serve")
    .description("Serve bundles, or every bundle of a folder, and a page to ask them in a browser.")
    .argument("<bundle...>", "a .velum file, or a folder of them")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port; 0 lets the system choose", integer(0, 65_535), 8080)
    .option("--behind-proxy", "a proxy that ends TLS stands in front: listen beyond loopback", false)
    .option("--allow-host <name...>", "names that requests may use beside those of loopback", [])
    .option("--allow-origin <origin...>", "origins of other pages that may ask, such as that of velum ui", [])
    .option("--token-file <file>", "holds the token that callers must send; VELUM_TOKEN, or a random one if left out")
    .option("--no-token", "let everyone ask who reaches the port; on loopback alone")
    .option("--page <folder>", "the built page to serve, in place of the one that comes with velum")
    .option("--no-page", "serve no page")
    .option("--demonstration <folder>", "rows and models in the clear that everyone may fetch, to compare with")
    .option("--threads <n>", "threads that share the work of each request", integer(1, 16), 1)
    .option("--allow-model-disclosure", "serve plans of which one request can determine the model", false)
    .option("--log", "one JSON line a request on standard error", false)
    .option("--json", "print address and token as JSON", false)
    .addHelpText("after", "\nExample:\n  velum serve models/ --port 8080 --token-file token.txt")
    .action((paths: readonly string[], options: ServeOptions) =>
      end(options.json, async () => (await import("../commands/serve.ts")).serve(paths, options)),
    );
}
