import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/*
 * dist/velum-client.js: the client in one file, kernels included, for `<script type="module">` and for whoever wants to review,
 * sign and host a single file. Bundlers and Node take the unbundled entry.
 */

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { name, version, license } = JSON.parse(await readFile(at("package.json"), "utf8"));
const { outputFiles } = await build({
  entryPoints: [at("dist/index.js")],
  outfile: at("dist/velum-client.js"),
  write: false,
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2023",
  minify: true,
  legalComments: "none",
  banner: { js: `/*! ${name} ${version}, ${license} */` },
  logLevel: "warning",
});
// Written only where it differs: another process may be reading it.
for (const { path, text } of outputFiles) {
  if ((await readFile(path, "utf8").catch(() => "")) !== text) await writeFile(path, text);
}
