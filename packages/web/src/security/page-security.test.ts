import { describe, expect, it } from "vitest";
import { readPageSettings } from "./page-settings.ts";
import { takeToken } from "./token.ts";

/** What of a document is read. */
function documentWith(metas: Readonly<Record<string, string>>): Document {
  const querySelector = (selector: string): unknown => {
    const name = /"([\w-]+)"/.exec(selector)![1]!;
    return name in metas ? { content: metas[name], nonce: metas[name] } : null;
  };
  return { querySelector, location: { origin: "http://127.0.0.1:8080" } } as unknown as Document;
}

describe("the settings of the page", () => {
  it("are those that the server wrote", () => {
    const metas = { "velum-mode": "ui", "velum-server": "https://velum.example.org", "csp-nonce": "n" };
    expect(readPageSettings(documentWith(metas))).toEqual({
      mode: "ui",
      server: "https://velum.example.org",
      nonce: "n",
    });
  });

  it.each([
    ["an empty server", { "velum-mode": "served", "velum-server": "" }],
    ["placeholders that nobody filled in", { "velum-mode": "__VELUM_MODE__", "velum-server": "__VELUM_SERVER__" }],
    ["nothing", {}],
  ])("with %s are the weaker claim, and the page's own server", (_, metas) => {
    expect(readPageSettings(documentWith(metas))).toMatchObject({ mode: "served", server: "http://127.0.0.1:8080" });
  });
});

describe("the token", () => {
  function pageAt(hash: string, kept: Record<string, string> = {}) {
    const replaced: string[] = [];
    const page = {
      location: { hash, pathname: "/", search: "" },
      history: { replaceState: (_: unknown, __: string, url: string) => replaced.push(url) },
      sessionStorage: {
        getItem: (key: string) => kept[key] ?? null,
        setItem: (key: string, value: string) => {
          kept[key] = value;
        },
      },
    };
    return { page: page as unknown as Window, replaced, kept };
  }

  it("is taken out of the address, and there after a reload", () => {
    const { page, replaced, kept } = pageAt("#token=abcDEF-._~+/0123==");
    expect(takeToken(page)).toBe("abcDEF-._~+/0123==");
    expect(replaced).toEqual(["/"]);
    expect(takeToken(pageAt("#/models", kept).page)).toBe("abcDEF-._~+/0123==");
  });

  it.each(["", "#/predict", "#token=", "#token=a b", "#token=<script>"])("is none in %j", (hash) => {
    const { page, replaced } = pageAt(hash);
    expect(takeToken(page)).toBeUndefined();
    expect(replaced).toEqual([]);
  });
});
