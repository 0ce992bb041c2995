import { expect, it } from "vitest";
import { problemText } from "./problem-text.ts";

const problem = { code: "SERVER_ERROR", message: "named in `server.code`", argument: undefined, expected: undefined };

it("says the server's own code and status, and none of its free text (C7)", () => {
  const server = { status: 503, code: "SERVER_BUSY", detail: "<b>row 7: age 63</b>" };
  expect(problemText({ ...problem, server })).toBe("The server answered with an error: SERVER_BUSY, status 503.");
});

it("says the message of other problems", () => {
  expect(problemText({ ...problem, message: "The call was ended.", server: undefined })).toBe("The call was ended.");
});
