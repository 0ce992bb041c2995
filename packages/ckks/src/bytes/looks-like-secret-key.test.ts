import { describe, expect, test } from "vitest";
import { type Drawn, frameCases } from "../../reference/frame-objects.ts";
import { words } from "../../reference/shapes.ts";
import { createContext } from "../engine/context.ts";
import { presets } from "../parameters/presets.ts";
import { generateSecretKey } from "../secret/secret-key.ts";
import { looksLikeSecretKey } from "./looks-like-secret-key.ts";
import { readSecretKey, writeSecretKey } from "./secret-key-frame.ts";

const context = await createContext(presets.linear);
const secret = generateSecretKey(context);
const { coefficients } = secret.material;
const bytes = writeSecretKey(context, secret);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const buffer = Buffer.from(bytes);

test("a secret key reads back, and decrypts what it did", () => {
  expect(readSecretKey(bytes, { context }).material).toEqual(secret.material);
});

describe("known encodings are noticed", () => {
  test.each<[string, Uint8Array]>([
    ["the frame", bytes],
    ["the frame inside something else", Buffer.concat([Buffer.alloc(100, 0x89), buffer, Buffer.alloc(9)])],
    ["hexadecimal", text(buffer.toString("hex"))],
    ["hexadecimal in capitals", text(buffer.toString("hex").toUpperCase())],
    ["base64", text(buffer.toString("base64"))],
    ["base64 for URLs, inside JSON", text(`{"key":"${buffer.toString("base64url")}"}`)],
    ["the coefficients as bytes", new Uint8Array(coefficients.buffer)],
    ["the coefficients as words", new Uint8Array(Int32Array.from(coefficients).buffer)],
    ["the coefficients as JSON", text(JSON.stringify([...coefficients]))],
  ])("%s", (_, body) => {
    expect(looksLikeSecretKey(body)).toBe(true);
  });
});

test("10,000 honest uploads raise no alarm (E8)", () => {
  const honest = ["ciphertext", "public-key", "extracted"].flatMap((type) =>
    [true, false].map((seeded) => {
      const drawn = { seed: 4, level: 1, parts: 2, seeded, modulusBits: 22, count: 1, scale: 2 ** 27 } as Drawn;
      const { make, write } = frameCases[type]!;
      return write(context, make(context, drawn) as never);
    }),
  );
  const next = words(7);
  let alarms = 0;
  for (let i = 0; i < 10_000; i++) {
    const upload = honest[i % honest.length]!;
    // Ciphertext is indistinguishable from random words: new ones behind a true header are as good as a new encryption.
    const payload = new Uint32Array(upload.buffer, 56, 100);
    for (let j = 0; j < payload.length; j++) payload[j] = next();
    if (looksLikeSecretKey(upload)) alarms++;
  }
  for (const body of [new Uint8Array(), new Uint8Array(8192), text("[0, 1]"), text(JSON.stringify({ age: 63 }))]) {
    if (looksLikeSecretKey(body)) alarms++;
  }
  expect(alarms).toBe(0);
});
