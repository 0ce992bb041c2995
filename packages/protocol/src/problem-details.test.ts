import { CKKS_ERRORS, CkksError, type CkksErrorCode } from "@velum/ckks";
import { describe, expect, it } from "vitest";
import { PROTOCOL_ERRORS, type ProtocolErrorCode, VelumError } from "./errors.ts";
import { problemDetails } from "./problem-details.ts";

const codes = Object.keys(PROTOCOL_ERRORS) as ProtocolErrorCode[];

describe("VelumError", () => {
  it("says argument, expected and got, and what the code means", () => {
    const error = new VelumError("PLAN_UNKNOWN", { argument: "plan", expected: "one of dot", got: "another name" });
    expect(error.message).toBe('"plan" expected one of dot, got another name. The contract has no plan of this name.');
    expect(error).toMatchObject({
      code: "PLAN_UNKNOWN",
      argument: "plan",
      expected: "one of dot",
      got: "another name",
    });
  });
});

describe("problemDetails (RFC 9457)", () => {
  it("gives every code with a status its own problem", () => {
    for (const code of codes.filter((name) => (PROTOCOL_ERRORS[name].status ?? 500) !== 500)) {
      const { status, title, retryable } = PROTOCOL_ERRORS[code];
      const problem = problemDetails(new VelumError(code));
      expect(problem).toMatchObject({ code, status, title, retryable, type: `urn:velum:error:${code}` });
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.status).toBeLessThan(600);
    }
  });

  it("says nothing of errors that belong to one side, of unknown ones, or of stacks", () => {
    const secret = "patient 63, key 0xabc";
    const thrown = [
      new Error(secret),
      new VelumError("CONTRACT_FIELD", { argument: secret, expected: "", got: "" }),
      new CkksError("ZERO_CONSUMED", secret),
      secret,
      null,
    ];
    for (const error of thrown) {
      const problem = problemDetails(error);
      expect(problem).toMatchObject({ code: "INTERNAL_ERROR", status: 500, retryable: false });
      expect(JSON.stringify(problem)).not.toContain("patient");
      expect(JSON.stringify(problem)).not.toContain(".ts");
    }
  });

  it("answers the scheme's errors that a request can cause with a 4xx and their own code", () => {
    for (const code of Object.keys(CKKS_ERRORS) as CkksErrorCode[]) {
      const problem = problemDetails(new CkksError(code, "what came"));
      const isRequest =
        /^(FRAME_|RESIDUE_|CIPHERTEXT_|PUBLIC_KEY_|PARAMETERS_MISMATCH|PARAMETERS_INSECURE|KEY_LEVEL|SCALE_|LEVEL_INVALID|LEVEL_MISMATCH|PARTS_)/.test(
          code,
        );
      if (isRequest) expect(problem).toMatchObject({ code, detail: "what came" });
      expect(problem.status === 500).toBe(problem.code === "INTERNAL_ERROR");
    }
  });
});
