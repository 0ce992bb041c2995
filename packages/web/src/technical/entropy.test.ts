import { expect, it } from "vitest";
import { byteEntropy, randomBytes } from "./entropy.ts";

it("is 0 for one value, 1 for two, 8 for all equally often", () => {
  expect(byteEntropy(new Uint8Array(100))).toBe(0);
  expect(byteEntropy(Uint8Array.of(3, 7, 3, 7))).toBe(1);
  expect(byteEntropy(Uint8Array.from({ length: 1024 }, (_, i) => i % 256))).toBe(8);
});

it("of random bytes is near 8, and the bytes go beyond what the source gives at once", () => {
  const bytes = randomBytes(200_000);
  // Short of 8 by 255 / (2 ln 2 n), about 0.0009, with a deviation of 0.00008: 0.99 of 8 is out of reach of chance.
  expect(byteEntropy(bytes)).toBeGreaterThan(7.99);
  expect(byteEntropy(bytes.subarray(190_000))).toBeGreaterThan(7.9);
});
