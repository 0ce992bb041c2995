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

export function sampleWide(key: Uint8Array, n: number, bits: number, coins: number): bigint[] {
  const words = streamWords(key);
  const draw = (width: number): bigint => {
    let value = 0n;
    for (let shift = 0; shift < width; shift += 32) value |= BigInt(words.next().value) << BigInt(shift);
    return BigInt.asUintN(width, value);
  };
  const half = 1n << BigInt(bits - 1);
  return Array.from({ length: n }, () => {
    const ones = draw(coins).toString(2).replaceAll("0", "").length;
    return half * BigInt(2 * ones - coins) + draw(bits) - half;
  });
}
