import { expect, test } from "vitest";
import { type Drawn, frameCases } from "../../reference/frame-objects.ts";
import { createContext } from "../engine/context.ts";
import { createParameters } from "../parameters/create-parameters.ts";
import { insecureAllowTestFrames, insecureTestParameters } from "../parameters/insecure-test-parameters.ts";

// A file of its own: in a process that never allowed test frames, none is written or read (A13).
test("frames of insecure test parameters are neither written nor read until a test allows them", async () => {
  const options = { ringDegree: 2048, modulusBits: [20], specialBits: [20] };
  const insecure = await createContext(insecureTestParameters(options));
  const drawn = { seed: 5, level: 0, parts: 2, seeded: true, modulusBits: 0, count: 1, scale: 2 ** 10 } as Drawn;
  const refusal = expect.objectContaining({ code: "PARAMETERS_INSECURE" });
  const objects = Object.values(frameCases).map((frames) => ({
    frames,
    object: frames.make(insecure, drawn) as never,
  }));
  for (const { frames, object } of objects) expect(() => frames.write(insecure, object)).toThrow(refusal);

  const secure = await createContext(createParameters(options));
  for (const { frames } of objects) {
    const bytes = frames.write(secure, frames.make(secure, drawn) as never);
    // The same numbers under the insecure label are other parameters.
    expect(() => frames.read(bytes, { context: insecure })).toThrow(
      expect.objectContaining({ code: "PARAMETERS_MISMATCH" }),
    );
    bytes.set(Buffer.from(insecure.parameters.digest, "hex"), 8);
    expect(() => frames.read(bytes, { context: insecure })).toThrow(refusal);
  }

  insecureAllowTestFrames();
  for (const { frames, object } of objects) expect(frames.write(insecure, object).length).toBeGreaterThan(72);
});
