import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHost, checkOrigin } from "./check-caller.ts";

const allowed = new Set(["localhost", "[::1]"]);

describe("checkHost", () => {
  it("refuses requests that name no host", () => {
    expect(() => checkHost(undefined, allowed)).toThrow(expect.objectContaining({ code: "HTTP_MALFORMED" }));
    for (const host of ["", ":80", "[::1", "::1"]) {
      expect(() => checkHost(host, allowed)).toThrow(expect.objectContaining({ code: "HOST_REFUSED" }));
    }
  });

  it("takes a listed name with or without port, and no other text", () => {
    fc.assert(
      fc.property(fc.nat({ max: 65_535 }), fc.string({ minLength: 1 }), (port, text) => {
        checkHost(`localhost:${port}`, allowed);
        fc.pre(!/^:\d{1,5}$/.test(text));
        for (const host of [`localhost${text}`, `${text}localhost`]) expect(() => checkHost(host, allowed)).toThrow();
      }),
    );
  });
});

describe("checkOrigin", () => {
  it("takes none, and the server's own", () => {
    checkOrigin(undefined, "localhost:80");
    checkOrigin("http://localhost:80", "LOCALHOST:80");
    for (const origin of ["http://localhost", "ftp://localhost:80", "http://localhost:80/", "null", ""]) {
      expect(() => checkOrigin(origin, "localhost:80")).toThrow(expect.objectContaining({ code: "ORIGIN_REFUSED" }));
    }
  });
});
