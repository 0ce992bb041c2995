import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  MAX_BUNDLE_BYTES,
  type Program,
  type ProgramNode,
  programCommitment,
  readBundle,
  writeBundle,
} from "@velum/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { smallBundle } from "../test-support/small-model.ts";
import { readBundleFile } from "./find-bundles.ts";
import { loadModels } from "./load-models.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-models-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const write = (name: string, bytes: Uint8Array = smallBundle()): Promise<void> => writeFile(join(folder, name), bytes);
const refused = (path: string, code: string) => expect(loadModels(path)).rejects.toMatchObject({ code });

describe("loadModels", () => {
  it("loads a file, or every bundle of a folder", async () => {
    await write("small.velum");
    await write("other.velum", smallBundle({ name: "other" }));
    await write("README.md", Uint8Array.of(35));
    expect((await loadModels(join(folder, "small.velum"))).map(({ contract }) => contract.name)).toEqual(["small"]);
    expect((await loadModels(folder)).map(({ contract }) => contract.name)).toEqual(["other", "small"]);
  });

  it("refuses an empty folder and a path where nothing is", async () => {
    await refused(folder, "MODEL_FILE");
    await refused(join(folder, "missing.velum"), "MODEL_FILE");
  });

  it("follows no symbolic link, in the folder or as the path itself (E9)", async () => {
    const outside = await mkdtemp(join(tmpdir(), "velum-outside-"));
    try {
      await writeFile(join(outside, "small.velum"), smallBundle());
      await symlink(join(outside, "small.velum"), join(folder, "link.velum"));
      await refused(folder, "MODEL_FILE");
      await refused(join(folder, "link.velum"), "MODEL_FILE");
      // The link that takes a file's place after the folder was read.
      await expect(readBundleFile(join(folder, "link.velum"))).rejects.toMatchObject({ code: "MODEL_FILE" });
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it("refuses folders with a bundle's name, and file names with odd characters", async () => {
    await mkdir(join(folder, "small.velum"));
    await refused(folder, "MODEL_FILE");
    await rm(join(folder, "small.velum"), { recursive: true });
    await write("a b.velum");
    await refused(folder, "MODEL_FILE");
  });

  it("judges the size before it reads", async () => {
    await write("small.velum", new Uint8Array());
    await truncate(join(folder, "small.velum"), MAX_BUNDLE_BYTES + 1);
    await refused(folder, "BUNDLE_TOO_LARGE");
  });

  it("refuses a bundle of which one byte is another, and one that is cut", async () => {
    const bytes = smallBundle();
    bytes[bytes.length - 3]! ^= 1;
    await write("small.velum", bytes);
    await refused(folder, "BUNDLE_DIGEST");
    await write("small.velum", bytes.subarray(0, -1));
    await expect(loadModels(folder)).rejects.toMatchObject({ code: expect.stringMatching(/^BUNDLE_/) });
  });

  it("refuses programs whose outputs bypass protect or stay below the policy, though every digest fits (A13)", async () => {
    await write(
      "small.velum",
      tamper((nodes) => nodes),
    );
    expect(await loadModels(folder)).toHaveLength(1);
    const flooded = (node: ProgramNode) => (node.kind === "protect" ? { ...node, flooding: 2 ** -30 } : node);
    await write(
      "small.velum",
      tamper((nodes) => nodes.map(flooded)),
    );
    await refused(folder, "PROGRAM_FLOODING");
    await write("small.velum", tamper(withoutProtect));
    await refused(folder, "PROGRAM_UNPROTECTED");
  });
});

/** A bundle with another program, whose author knows how to compute commitments. */
function tamper(change: (nodes: readonly ProgramNode[]) => readonly ProgramNode[]): Uint8Array {
  const { contract, plans } = readBundle(smallBundle());
  const { program, tensors } = plans[0]!.program;
  const programs: Program[] = [{ ...program, nodes: change(program.nodes) }];
  const salt = new Uint8Array(32).fill(7);
  const committed = { ...contract, programCommitment: programCommitment(salt, programs, tensors) };
  return writeBundle({ contract: committed, programs, tensors, salt });
}

/** The output takes what protect took. */
function withoutProtect(nodes: readonly ProgramNode[]): readonly ProgramNode[] {
  const at = nodes.findIndex(({ kind }) => kind === "protect");
  const { input } = nodes[at] as Extract<ProgramNode, { kind: "protect" }>;
  return nodes.filter((_, id) => id !== at).map((node) => (node.kind === "output" ? { ...node, input } : node));
}
