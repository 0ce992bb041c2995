import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { programOf, standardNodes, tensor, withNodes } from "../../reference/dot-program.ts";
import { expectCode } from "../../reference/expect-code.ts";
import { looseCopy, SAMPLE_ROWS, sampleBundle, setPath, severalPlans } from "../../reference/sample-bundle.ts";
import { canonicalJson, type Json } from "../canonical-json.ts";
import { contractBytes, contractDigest } from "../contract/contract-digest.ts";
import { type ProtocolErrorCode, VelumError } from "../errors.ts";
import { constantNode } from "../program/nodes/constant.ts";
import { inputNode } from "../program/nodes/input.ts";
import { outputNode } from "../program/nodes/output.ts";
import { protectNode } from "../program/nodes/protect.ts";
import type { Program, ProgramNode } from "../program/program.ts";
import { programCommitment } from "../program/program-commitment.ts";
import type { Tensors } from "../program/tensor.ts";
import { createSalt, MAX_REPORT_LENGTH, readBundle, writeBundle } from "./bundle.ts";
import { writeSafetensors } from "./safetensors.ts";

const content = sampleBundle();
const bytes = writeBundle(content);

/** A file whose manifest is changed after it was made. */
function withManifest(path: string, value: unknown, tensors: Tensors = content.tensors): Uint8Array {
  const { contract, programs, salt } = content;
  const manifest = looseCopy({
    format: 1,
    contract,
    contractDigest: contractDigest(contractBytes(contract)),
    programs,
    salt: Buffer.from(salt).toString("hex"),
    report: null,
  });
  return writeSafetensors({
    tensors,
    metadata: new Map([["velum", canonicalJson(setPath(manifest, path, value) as Json)]]),
  });
}

describe("a bundle", () => {
  it.each(["standard", "strong"] as const)("of a %s plan is read as it was written", (protection) => {
    const original = sampleBundle(protection);
    const bundle = readBundle(writeBundle(original));
    expect(bundle.contract).toEqual(original.contract);
    expect(bundle.contractBytes).toEqual(contractBytes(original.contract));
    expect(bundle.contractDigest).toBe(contractDigest(bundle.contractBytes));
    expect(bundle.plans).toHaveLength(1);
    expect(bundle.plans[0]!.program.program).toEqual(original.programs[0]);
    expect(bundle.plans[0]!.program.tensors).toEqual(original.tensors);
  });

  it("of several plans is read as it was written, each plan with its own tensors", () => {
    const original = severalPlans();
    const bundle = readBundle(writeBundle(original));
    expect(bundle.contract).toEqual(original.contract);
    expect(bundle.plans.map(({ summary }) => summary.name)).toEqual(["dot", "dot-rows", "columns"]);
    expect(bundle.plans.map(({ program }) => program.program)).toEqual(original.programs);
    expect(bundle.plans.map(({ summary }) => summary.protection.modelPrivacy)).toEqual([
      "any-key",
      "any-key",
      "honest-key",
    ]);
    expect(bundle.plans.map(({ summary }) => summary.protection.answersPerRequest)).toEqual([1, SAMPLE_ROWS, 2048]);
  });

  it("carries a report that the public half does not depend on", () => {
    const report = JSON.stringify({ layers: [{ text: 'a "b" \\ é \u200b' }] });
    const bundle = readBundle(writeBundle({ ...content, report }));
    expect(bundle.report).toBe(report);
    expect(bundle.contractDigest).toBe(readBundle(bytes).contractDigest);
    expect(readBundle(bytes).report).toBeNull();
    expectCode(
      () => readBundle(writeBundle({ ...content, report: "x".repeat(MAX_REPORT_LENGTH + 1) })),
      "BUNDLE_MANIFEST",
    );
    expectCode(() => readBundle(withManifest("report", 5)), "BUNDLE_MANIFEST");
  });

  it("is read at any offset of a larger buffer", () => {
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    expect(readBundle(padded.subarray(3)).contract).toEqual(content.contract);
  });

  it("keeps weights, program and salt out of the public half", () => {
    const text = new TextDecoder().decode(readBundle(bytes).contractBytes);
    for (const secret of ["salt", "tensor", "07".repeat(32), String(Math.sin(1))]) expect(text).not.toContain(secret);
  });

  it("commits to the same model differently each time (A11)", () => {
    const { programs, tensors } = content;
    const salts = [createSalt(), createSalt()];
    expect(salts.map((salt) => salt.length)).toEqual([32, 32]);
    const [first, second] = salts.map((salt) => programCommitment(salt, programs, tensors));
    expect(first).not.toBe(second);
    expect(programCommitment(salts[0]!, programs, tensors)).toBe(first);
  });

  it("commits to names, shapes, values and programs", () => {
    const { programs, salt } = content;
    const of = (tensors: Tensors, list = programs): string => programCommitment(salt, list, tensors);
    const base = new Map([["a", tensor([2, 3])]]);
    const others = [
      of(new Map([["b", tensor([2, 3])]])),
      of(new Map([["a", tensor([3, 2])]])),
      of(new Map([["a", tensor([2, 3], (i) => (i === 5 ? 0.25 : 0.5))]])),
      of(base, []),
    ];
    expect(new Set([of(base), ...others]).size).toBe(5);
  });
});

describe("a bundle that is damaged or lies", () => {
  it("refuses every truncation and every file with bytes behind it", () => {
    for (let length = 0; length < bytes.length; length += 7)
      expect(() => readBundle(bytes.subarray(0, length))).toThrow(VelumError);
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expectCode(() => readBundle(longer), "BUNDLE_RANGES");
  });

  it("refuses every flipped bit, with nothing but its own errors", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const copy = bytes.slice();
        copy[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => readBundle(copy)).toThrow(VelumError);
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, Uint8Array, ProtocolErrorCode]>([
    ["a newer format", withManifest("format", 2), "BUNDLE_VERSION"],
    ["no format", withManifest("format", undefined), "BUNDLE_MANIFEST"],
    ["a spare field", withManifest("run", "rm"), "BUNDLE_MANIFEST"],
    ["a salt of another length", withManifest("salt", "00"), "BUNDLE_MANIFEST"],
    ["another salt", withManifest("salt", "08".repeat(32)), "BUNDLE_DIGEST"],
    ["another contract digest", withManifest("contractDigest", "0".repeat(64)), "BUNDLE_DIGEST"],
    ["a changed contract", withManifest("contract.title", "Other"), "BUNDLE_DIGEST"],
    ["a contract that clients refuse", withManifest("contract.endpoint", "x"), "CONTRACT_FIELD"],
    ["no program", withManifest("programs", []), "BUNDLE_DIGEST"],
    ["a changed program", withManifest("programs.0.nodes.7.bound", 8), "BUNDLE_DIGEST"],
    ["a program that is none", withManifest("programs.0.nodes.7.kind", "rotate"), "PROGRAM_NODE"],
    [
      "more programs than 16",
      withManifest(
        "programs",
        Array.from({ length: 17 }, () => 0),
      ),
      "BUNDLE_TOO_LARGE",
    ],
    [
      "other weights",
      withManifest("format", 1, new Map([...content.tensors, ["bias", tensor([1], () => 1)]])),
      "BUNDLE_DIGEST",
    ],
    ["no manifest", writeSafetensors({ tensors: content.tensors, metadata: new Map() }), "BUNDLE_MANIFEST"],
    [
      "another manifest",
      writeSafetensors({ tensors: content.tensors, metadata: new Map([["velum", "heart"]]) }),
      "BUNDLE_MANIFEST",
    ],
    [
      "a second text beside it",
      writeSafetensors({
        tensors: content.tensors,
        metadata: new Map([
          ["velum", "{}"],
          ["other", ""],
        ]),
      }),
      "BUNDLE_MANIFEST",
    ],
  ])("refuses %s", (_, file, code) => {
    expectCode(() => readBundle(file), code);
  });

  it("refuses a nested manifest without a stack overflow", () => {
    const text = `{"format":1,"contract":${"[".repeat(1e5)}${"]".repeat(1e5)},"contractDigest":"","programs":[],"report":null,"salt":""}`;
    expectCode(
      () => readBundle(writeSafetensors({ tensors: content.tensors, metadata: new Map([["velum", text]]) })),
      "CONTRACT_FIELD",
    );
  });

  it("judges the program by the rules, though the digests are right", () => {
    const nodes = standardNodes({ flooding: 2 ** -14 });
    expectCode(() => readBundle(signed([programOf(nodes)], content.tensors)), "PROGRAM_FLOODING");
    const spare = new Map([...content.tensors, ["spare", tensor([1])]]);
    expectCode(() => readBundle(signed(content.programs, spare)), "BUNDLE_DIGEST");
  });

  it("refuses a contract that tells another story than the program", () => {
    const nodes = withNodes(standardNodes(), { 0: inputNode({ name: "x", level: 1, scale: 2 ** 27 }) });
    const honest = programOf(nodes);
    const text = setPath(looseCopy(content.contract), "plans.0.protection.bitsPerValue", 3);
    expectCode(
      () => readBundle(writeBundle({ ...content, programs: [honest], contract: text as never })),
      "BUNDLE_DIGEST",
    );
  });

  it("refuses a claim of more statistical bits than the weights leave", () => {
    const strong = sampleBundle("strong");
    const text = setPath(looseCopy(strong.contract), "plans.0.protection.statisticalBits", 80);
    expectCode(() => readBundle(writeBundle({ ...strong, contract: text as never })), "BUNDLE_DIGEST");
  });

  const several = severalPlans();
  const changedPlan = (path: string, value: unknown): Uint8Array =>
    writeBundle({ ...several, contract: setPath(looseCopy(several.contract), path, value) as never });
  /** A bundle whose plan's program is changed, and whose commitment is right for it. */
  function changedProgram(plan: number, change: (nodes: readonly ProgramNode[]) => readonly ProgramNode[]): Uint8Array {
    const programs = several.programs.map((program, i) =>
      i === plan ? { ...program, nodes: change(program.nodes) } : program,
    );
    const commitment = programCommitment(several.salt, programs, several.tensors);
    return writeBundle({ ...several, programs, contract: { ...several.contract, programCommitment: commitment } });
  }

  it.each<[string, Uint8Array, ProtocolErrorCode]>([
    [
      "columns that claim to hold for any key (A1)",
      changedPlan("plans.2.protection.modelPrivacy", "any-key"),
      "CONTRACT_PLAN",
    ],
    ["a cap that covers more than the mask survives", claimsCap(), "PROGRAM_RELEASES"],
    [
      "a plan that claims less than it keeps",
      changedPlan("plans.0.protection.modelPrivacy", "honest-key"),
      "BUNDLE_DIGEST",
    ],
    [
      "fewer rows than a request is answered with (A2)",
      changedPlan("plans.2.protection.answersPerRequest", 1),
      "CONTRACT_PLAN",
    ],
    ["columns of slots for a program of coefficients", slots(), "PROGRAM_VALUE_ORDER"],
    [
      "programs in another order",
      writeBundle({ ...several, programs: [...several.programs].reverse() }),
      "BUNDLE_DIGEST",
    ],
    ["a plan of another program", swapped(), "PROGRAM_PACKING"],
    ["a count of nodes that is not the program's", changedPlan("plans.2.nodes.0.count", 12), "BUNDLE_DIGEST"],
    ["rows that the program adds no bias to", changedProgram(1, () => rowsOfOne()), "PROGRAM_PACKING"],
    ["less flooding in one of its plans", changedProgram(2, weaker), "PROGRAM_FLOODING"],
    ["a plan without protect", changedProgram(2, bare), "PROGRAM_UNPROTECTED"],
    [
      "a plan without one of the tensors",
      writeBundle({ ...several, programs: several.programs.slice(0, 1) }),
      "BUNDLE_DIGEST",
    ],
  ])("of several plans: refuses %s", (_, file, code) => {
    expectCode(() => readBundle(file), code);
  });

  function claimsCap(): Uint8Array {
    const many = severalPlans(128);
    const text = setPath(looseCopy(many.contract), "plans.1.protection.modelPrivacy", "any-key");
    return writeBundle({ ...many, contract: setPath(text, "plans.1.protection.releaseCap", 4096) as never });
  }
  function slots(): Uint8Array {
    const text = setPath(looseCopy(several.contract), "plans.2.packing.order", "slots");
    const rows = setPath(setPath(text, "plans.2.packing.rows", 1024), "plans.2.protection.answersPerRequest", 1024);
    return writeBundle({ ...several, contract: rows as never });
  }
  function swapped(): Uint8Array {
    const [one, rows, columns] = several.programs as [Program, Program, Program];
    const programs = [{ ...rows, plan: "dot" }, { ...one, plan: "dot-rows" }, columns];
    const commitment = programCommitment(several.salt, programs, several.tensors);
    return writeBundle({ ...several, programs, contract: { ...several.contract, programCommitment: commitment } });
  }
  function rowsOfOne(): readonly ProgramNode[] {
    return several.programs[1]!.nodes.map((node) =>
      node.kind === "constant" && node.encoding.kind === "coefficients"
        ? constantNode({ ...node, encoding: { ...node.encoding, rows: 1 } })
        : node,
    );
  }
  function weaker(nodes: readonly ProgramNode[]): readonly ProgramNode[] {
    return nodes.map((node) => (node.kind === "protect" ? protectNode({ ...node, flooding: 2 ** -12 }) : node));
  }
  function bare(nodes: readonly ProgramNode[]): readonly ProgramNode[] {
    return [...nodes.slice(0, -2), outputNode({ input: nodes.length - 3, name: "y", bound: 16 })];
  }

  it("refuses a file above the reader's limit", () => {
    expectCode(() => readBundle(bytes, { maxBytes: bytes.length - 1 }), "BUNDLE_TOO_LARGE");
  });
});

/** A bundle whose commitment is right for what it holds. */
function signed(programs: typeof content.programs, tensors: Tensors): Uint8Array {
  const contract = { ...content.contract, programCommitment: programCommitment(content.salt, programs, tensors) };
  return writeBundle({ contract, programs, tensors, salt: content.salt });
}
