// Compiles kernels/ with AssemblyScript and inlines the module as base64: one way to load it in Node, browsers and
// every bundler, without a second request, and under the integrity hash of the script that carries it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const generated = join(root, "src", "generated");
mkdirSync(generated, { recursive: true });

const { error, stderr } = await asc.main([
  "kernels/index.ts",
  "--config",
  "asconfig.json",
  "--target",
  "release",
  "--baseDir",
  root,
  "--outFile",
  "src/generated/kernels.wasm",
  "--textFile",
  "src/generated/kernels.wat",
]);
if (error) {
  process.stderr.write(`${stderr.toString()}${error.message}\n`);
  process.exit(1);
}
const base64 = readFileSync(join(generated, "kernels.wasm")).toString("base64");
writeFileSync(
  join(generated, "kernels-base64.ts"),
  `// Built from kernels/ by scripts/build-kernels.mjs.\nexport const kernelsBase64: string = "${base64}";\n`,
);
