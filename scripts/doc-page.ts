import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { DocBlock } from "./doc-blocks.ts";
import { readInBrowser, serveFolder } from "./doc-browser.ts";

/** What a reader finds in the folder of the repository, which a page's own folder stands for. */
const REPOSITORY = ["data", "examples", "fixtures", "node_modules", "package.json"];

/** Whether Python has what the blocks import that export a model. */
export const hasScikitLearn = (root: string): boolean =>
  spawnSync(join(root, ".venv/bin/python"), ["-c", "import sklearn, skl2onnx"]).status === 0;

/** The folder in which the blocks of a page run, and the servers that they started. */
export interface DocFolder {
  /** Runs a block to its end, or to the server's first address. What it printed. @throws Error with what it said */
  run(block: DocBlock): Promise<string>;
  close(): Promise<void>;
}

/**
 * A folder that looks like the repository to a reader, where the `velum` command and Python are found. Servers listen on a free
 * port, which replaces the one of the page.
 */
export async function openDocFolder(root: string): Promise<DocFolder> {
  const parent = await mkdtemp(join(tmpdir(), "velum-docs-"));
  // Readers make their own projects beside it.
  const folder = join(parent, "velum");
  await mkdir(folder);
  for (const name of REPOSITORY) await symlink(join(root, name), join(folder, name));
  const servers: ChildProcess[] = [];
  const site = await serveFolder(folder);
  const replacements: [string, string][] = [["http://127.0.0.1:5173", site.origin]];
  const path = [join(root, ".venv/bin"), join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  const env: NodeJS.ProcessEnv = { PATH: path, HOME: process.env["HOME"], NO_COLOR: "1", PYTHONWARNINGS: "ignore" };
  const asHere = (text: string) => replacements.reduce((code, [from, to]) => code.replaceAll(from, to), text);
  const bash = (code: string) =>
    spawn("bash", ["--norc", "-euo", "pipefail", "-c", code], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });

  /** What a reader would have in her shell: variables that a block exports, and the token that a server prints. */
  const keep = (name: string | undefined, value: string | undefined) => {
    if (name !== undefined && value !== undefined) env[name] = value;
  };

  async function serve(code: string): Promise<string> {
    const port = /--port (\d+)/.exec(code)?.[1];
    if (port === undefined) throw new Error("a server's port must be said, so that another can be taken here");
    const child = bash(`exec ${code.trim().replace(`--port ${port}`, "--port 0")}`);
    servers.push(child);
    const said: string[] = [];
    child.stderr.on("data", (chunk) => said.push(String(chunk)));
    let address: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(`${line}\n`);
      keep("VELUM_TOKEN", /^Token: (\S+)/.exec(line)?.[1]);
      address ??= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (/Ctrl-C/.test(line)) break;
    }
    if (address === undefined) throw new Error(`no address was printed: ${said.join("")}`);
    child.stdout.resume();
    replacements.push([`http://127.0.0.1:${port}`, address], ["https://velum.example.org", address]);
    return said.join("");
  }

  const runners: Readonly<Record<string, (block: DocBlock, name: string) => Promise<string>>> = {
    async run({ code }) {
      const printed = await toEnd(bash(`${asHere(code)}\nenv -0 > .environment`));
      const variables = (await readFile(join(folder, ".environment"), "utf8")).split("\0");
      for (const [, name, value] of variables.map((one) => /^(VELUM_\w+)=(.*)$/s.exec(one) ?? [])) keep(name, value);
      return printed;
    },
    serve: ({ code }) => serve(asHere(code)),
    ci: async () => "",
    elsewhere: ({ language, code }) =>
      toEnd(language === "sh" ? bash(`bash -n <<'VELUM_BLOCK'\n${code}\nVELUM_BLOCK`) : syntaxOfPython(code)),
    async file({ code }, name) {
      await writeFile(join(folder, name), asHere(code));
      return "";
    },
    async program({ language, code }, name) {
      await writeFile(join(folder, name), asHere(code));
      return toEnd(bash(`${language === "python" ? "python3" : "node"} ${name}`));
    },
    async browser({ code }, name) {
      await writeFile(join(folder, name), code);
      const token = env["VELUM_TOKEN"];
      return readInBrowser(`${site.origin}/${name}${token === undefined ? "" : `#token=${token}`}`);
    },
    async types({ code }) {
      await writeFile(join(folder, "block.ts"), code);
      const flags =
        "--ignoreConfig --strict --noEmit --target ES2023 --lib ES2023,DOM,ESNext.Disposable --module NodeNext --types node";
      return toEnd(bash(`tsc ${flags} block.ts`));
    },
    drawing: async () => "",
  };
  const syntaxOfPython = (code: string) =>
    spawn("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", code], { cwd: folder, env });

  return {
    async run(block) {
      const [kind = "", name = ""] = block.marker.split("=");
      return runners[kind]!(block, name);
    },
    async close() {
      for (const server of servers) {
        if (server.exitCode === null && server.signalCode === null) {
          server.kill("SIGTERM");
          await once(server, "exit");
        }
      }
      site.server.closeAllConnections();
      site.server.close();
      await rm(parent, { recursive: true });
    },
  };
}

/** What a process printed. @throws Error where it failed, with both streams */
async function toEnd(child: ChildProcess): Promise<string> {
  const out: string[] = [];
  const all: string[] = [];
  child.stdout!.on("data", (chunk) => out.push(String(chunk)) + all.push(String(chunk)));
  child.stderr!.on("data", (chunk) => all.push(String(chunk)));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`ended with ${code}: ${all.join("")}`);
  return out.join("");
}
