import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildApp } from "../app.ts";
import { createRegistry } from "../models/model-registry.ts";
import { withFolder } from "../test-support/page-folder.ts";
import { loadDemonstration } from "./load-demonstration.ts";

const ABOUT = { title: "Heart disease", target: "target", license: "CC BY 4.0" };
const FILES = {
  "heart/demonstration.json": JSON.stringify(ABOUT),
  "heart/rows.csv": "age,target\n63,1\n",
  "heart/model.onnx": "onnx",
};

describe("demonstration material", () => {
  it("is listed and sent as it is, to everyone", async () => {
    const demonstration = await withFolder(FILES, loadDemonstration);
    const app = buildApp({ demonstration, token: "0123456789abcdef" }, createRegistry([]));
    const list = (await app.inject({ url: "/demonstration" })).json();
    const paths = { rows: "/demonstration/heart/rows.csv", onnx: "/demonstration/heart/model.onnx" };
    expect(list).toEqual({ models: [{ model: "heart", ...ABOUT, ...paths }] });
    const rows = await app.inject({ url: paths.rows });
    expect([rows.payload, rows.headers["content-type"]]).toEqual(["age,target\n63,1\n", "text/csv; charset=utf-8"]);
    expect((await app.inject({ url: paths.onnx })).payload).toBe("onnx");
    expect((await app.inject({ url: "/demonstration/heart/demonstration.json" })).statusCode).toBe(404);
    await app.close();
  });

  it("is an empty list on a server that has none", async () => {
    const app = buildApp({}, createRegistry([]));
    expect((await app.inject({ url: "/demonstration" })).json()).toEqual({ models: [] });
    await app.close();
  });

  it.each([
    ["nothing", {}],
    ["a file beside the folders", { ...FILES, "notes.txt": "" }],
    ["a folder that no model can be named as", { ...FILES, "-x/rows.csv": "" }],
    ["a model without rows", { "heart/demonstration.json": JSON.stringify(ABOUT), "heart/model.onnx": "onnx" }],
    ["a title of two lines", { ...FILES, "heart/demonstration.json": JSON.stringify({ ...ABOUT, title: "a\nb" }) }],
    ["an unknown field", { ...FILES, "heart/demonstration.json": JSON.stringify({ ...ABOUT, url: "x" }) }],
    ["no JSON", { ...FILES, "heart/demonstration.json": "{" }],
  ])("is refused: %s", async (_, files) => {
    await expect(withFolder(files, loadDemonstration)).rejects.toMatchObject({ code: "DEMONSTRATION_FILES" });
  });

  it("does not follow links out of its folder", async () => {
    const files = { ...FILES, secret: "salary" };
    await withFolder(files, async (outside) => {
      const { "heart/rows.csv": _, ...others } = FILES;
      await withFolder(others, async (folder) => {
        await symlink(join(outside, "secret"), join(folder, "heart/rows.csv"));
        await expect(loadDemonstration(folder)).rejects.toMatchObject({ code: "DEMONSTRATION_FILES" });
      });
    });
  });
});
