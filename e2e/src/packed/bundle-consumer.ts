import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";
import type { Consumer } from "./install-packed.ts";

/** An application of a few lines: what the page's test calls. */
const APPLICATION = `import { createClient } from "@velum/client";
globalThis.ask = async (row) => {
  const client = await createClient({ url: location.origin, model: "heart" });
  try { return await client.predict(row); } finally { await client.close(); }
};
`;

/** Bundles the application in its own way; the page is `index.html` of the folder that it gives. */
export type Bundle = (consumer: Consumer) => Promise<string>;

const page = (script: string, kind: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Velum</title><script ${kind} src="${script}"></script>`;

async function prepare(consumer: Consumer, name: string): Promise<string> {
  await mkdir(consumer.at(`${name}/out`), { recursive: true });
  await consumer.write(`${name}/app.js`, APPLICATION);
  return consumer.at(`${name}/out`);
}

export const bundles: Readonly<Record<string, Bundle>> = {
  async vite(consumer) {
    const out = await prepare(consumer, "vite");
    await consumer.write("vite/index.html", page("./app.js", 'type="module"'));
    await vite({
      root: consumer.at("vite"),
      configFile: false,
      logLevel: "error",
      base: "./",
      build: { outDir: out, emptyOutDir: false },
    });
    return out;
  },
  async webpack(consumer) {
    const out = await prepare(consumer, "webpack");
    await consumer.write("webpack/out/index.html", page("./main.js", "defer"));
    await runWebpack({
      mode: "production",
      context: consumer.at("webpack"),
      entry: "./app.js",
      output: { path: out, filename: "main.js" },
      performance: { hints: "error", maxAssetSize: 200_000, maxEntrypointSize: 200_000 },
    });
    return out;
  },
  async esbuild(consumer) {
    const out = await prepare(consumer, "esbuild");
    await consumer.write("esbuild/out/index.html", page("./main.js", 'type="module"'));
    const entryPoints = [consumer.at("esbuild/app.js")];
    await esbuild({ entryPoints, bundle: true, format: "esm", minify: true, outfile: join(out, "main.js") });
    return out;
  },
  async "no bundler"(consumer) {
    const out = await prepare(consumer, "plain");
    await consumer.write("plain/out/index.html", page("./app.js", 'type="module"'));
    await consumer.write("plain/out/app.js", APPLICATION.replace("@velum/client", "./velum-client.js"));
    await copyFile(consumer.at("node_modules/@velum/client/dist/velum-client.js"), join(out, "velum-client.js"));
    return out;
  },
};

/** The scripts of a bundle. */
export async function scriptsOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(".js")).map((file) => join(folder, file));
}

/** Warnings count as errors: a user would see them in each of her builds. */
function runWebpack(options: webpack.Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error !== null) reject(error);
      else if (stats!.hasErrors() || stats!.hasWarnings()) reject(new Error(stats!.toString("errors-warnings")));
      else resolve();
    });
  });
}
