import { VelumError } from "@velum/protocol";
import { expect, it } from "vitest";
import { CliError, describeError } from "./cli-error.ts";

it("maps wrong use to 2 and everything else to 1, by code", () => {
  expect(describeError(new VelumError("LISTEN_REFUSED"))).toMatchObject({ code: "LISTEN_REFUSED", exit: 2 });
  expect(describeError(new VelumError("MODEL_FILE"))).toMatchObject({ code: "MODEL_FILE", exit: 1 });
  expect(describeError(new CliError("DATA_MISSING"))).toMatchObject({ code: "DATA_MISSING", exit: 1 });
  expect(describeError(new RangeError("x"))).toEqual({ code: "UNEXPECTED", message: "x", exit: 1 });
  expect(describeError("x")).toMatchObject({ code: "UNEXPECTED", exit: 1 });
});

it("says what a server said of its refusal", () => {
  const refused = (server: object) => describeError(Object.assign(new Error("Refused."), { server })).message;
  expect(refused({ status: 401, code: "UNAUTHORIZED", detail: "Needs a token." })).toBe(
    "Refused. It said: UNAUTHORIZED: Needs a token.",
  );
  expect(refused({ status: 502, code: undefined, detail: "" })).toBe("Refused. It said: 502");
});

it("lets no control character of a stranger's text reach the terminal (C7)", () => {
  const hostile = "gone \u001b[2J\u001b[H\u0007\u009b31m\u202eback\nline";
  expect(describeError(new Error(hostile)).message).toBe("gone  [2J [H 31m back line");
});
