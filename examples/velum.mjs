import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(import.meta.resolve("@velum/cli")).replace(/index(\.[jt]s)$/, "main$1");

/** The document that a command prints with --json. `velum("compile", "heart.onnx", …)` is `velum compile heart.onnx … --json`. */
export async function velum(...args) {
  const child = spawn(process.execPath, [...process.execArgv, main, ...args, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  const document = JSON.parse(stdout);
  if (code !== 0) throw new Error(document.error?.message ?? `velum ${args[0]} ended with ${code}`);
  return document;
}

/** The path of a file beside a script: `beside(import.meta.url)("test.csv")`. */
export const beside = (url) => (name) => fileURLToPath(new URL(name, url));

/** Lines of texts below each other, the first column to the left and the others to the right. */
export function columns(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  const cell = (value, i) => (i === 0 ? String(value).padEnd(widths[i]) : String(value).padStart(widths[i]));
  return rows.map((row) => row.map(cell).join("   ").trimEnd()).join("\n");
}

/** 21248 as 20.8 KiB. */
export function size(bytes) {
  const unit = bytes < 2 ** 20 ? [2 ** 10, "KiB"] : [2 ** 20, "MiB"];
  return `${(bytes / unit[0]).toFixed(1)} ${unit[1]}`;
}
