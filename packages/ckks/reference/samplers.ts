import { streamWords } from "./chacha20.ts";

function popcount(x: number): number {
  return x.toString(2).replaceAll("0", "").length;
}

export function sampleUniform(key: Uint8Array, n: number, q: number): number[] {
  const words = streamWords(key);
  const mask = 2 ** q.toString(2).length - 1;
  const out: number[] = [];
  while (out.length < n) {
    const x = (words.next().value & mask) >>> 0;
    if (x < q) out.push(x);
  }
  return out;
}

export function sampleTernary(key: Uint8Array, n: number): number[] {
  const words = streamWords(key);
  return Array.from({ length: n }, () => Math.floor((3 * words.next().value) / 2 ** 32) - 1);
}

export function sampleBinomial(key: Uint8Array, n: number): number[] {
  const words = streamWords(key);
  const ones = (): number => popcount(words.next().value & 0x1fffff);
  return Array.from({ length: n }, () => ones() - ones());
}

export function sampleWide(key: Uint8Array, n: number, bits: number, step: bigint): bigint[] {
  const words = streamWords(key);
  const draw = (width: number): bigint => {
    let value = 0n;
    for (let shift = 0; shift < width; shift += 32) value |= BigInt(words.next().value) << BigInt(shift);
    return BigInt.asUintN(width, value);
  };
  return Array.from({ length: n }, () => {
    const ones = draw(32).toString(2).replaceAll("0", "").length;
    return BigInt(ones - 16) * step + draw(bits) - (1n << BigInt(bits - 1));
  });
}

/** A step as the kernel takes it: three words, the lowest first. */
export const stepWords = (step: bigint): [number, number, number] =>
  [0n, 32n, 64n].map((shift) => Number(BigInt.asUintN(32, step >> shift))) as [number, number, number];
