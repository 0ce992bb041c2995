/**
 * A small deterministic generator for shuffling rows, resampling and the first weights of a net: **not for cryptography**. Its state is
 * read off a few outputs. Keys and masks take WebCrypto, in `@velum/ckks`.
 */
export interface ShuffleRandom {
  /** A uniform integer in `[0, bound)`, for a bound of 1 to 2^32. */
  below(bound: number): number;
}

/** The four 32-bit words of xoshiro128**, not all zero. */
export type XoshiroState = [number, number, number, number];

/**
 * xoshiro128** 1.1 (D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021) seeded
 * through the finalizer of MurmurHash3, in 32-bit integers: the same split on every machine.
 *
 * @param seed - an integer from 0 to 2^32 - 1, checked by the caller
 * @example
 * createShuffleRandom(7).below(6) + 1; // a die that always falls the same way
 */
export function createShuffleRandom(seed: number): ShuffleRandom {
  const state = expandSeed(seed);
  return { below: (bound) => drawBelow(state, bound) };
}

/** Shuffles in place: Fisher and Yates, every order equally likely up to the generator. */
export function shuffle<T>(list: T[], random: ShuffleRandom): void {
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
}

/** The next 32-bit output; advances the state. */
export function nextUint32(state: XoshiroState): number {
  const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
  const shifted = state[1] << 9;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotateLeft(state[3], 11);
  return result;
}

/** Rejection keeps it exact: a bare remainder would favour the low numbers. */
function drawBelow(state: XoshiroState, bound: number): number {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const draw = nextUint32(state);
    if (draw < limit) return draw % bound;
  }
}

/** Four outputs of a counter behind a bijection are distinct, so the state is never all zero. */
function expandSeed(seed: number): XoshiroState {
  return [
    finalize(seed + 0x9e3779b9),
    finalize(seed + 0x3c6ef372),
    finalize(seed + 0xdaa66d2b),
    finalize(seed + 0x78dde6e4),
  ];
}

function finalize(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
