import { describe, expect, it } from "vitest";
import { checkServerOptions } from "./server-config.ts";

describe("checkServerOptions", () => {
  it("knows loopback by all of its names, and adds those that it is given", () => {
    const { allowedHosts } = checkServerOptions({ allowedHosts: ["Velum.Example.org", "[2001:db8::1]"] });
    expect([...allowedHosts]).toEqual(["localhost", "127.0.0.1", "[::1]", "velum.example.org", "[2001:db8::1]"]);
  });

  it.each([
    { allowedHosts: ["*"] },
    { allowedHosts: ["example.org:80"] },
    { allowedHosts: [""] },
    { allowedHosts: ["a.".repeat(200)] },
    { requestTimeout: 0 },
    { requestTimeout: 1e9 },
    { requestTimeout: Number.NaN },
    { log: "yes" as never },
  ])("refuses %j", (options) => {
    expect(() => checkServerOptions(options)).toThrow(expect.objectContaining({ code: "SERVER_OPTION" }));
  });
});
