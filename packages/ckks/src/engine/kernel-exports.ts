/**
 * What the WebAssembly module exports: the one list that `kernels/` implements, `reference/` repeats in BigInt and the
 * TypeScript above calls.
 *
 * Conventions. `Pointer` is a byte offset into the module's memory, 16-byte aligned. A limb is `n` residues of one
 * prime, 32-bit lanes, `n` a power of two and at least 8. "reduced" means `[0, q)`. `out` may equal an input unless a
 * line says otherwise; partial overlap is never allowed. `m` points to a modulus record (see `MODULUS_WORDS`). Kernels
 * trust their callers: every residue was checked once when its bytes were read.
 */
export type Pointer = number;

/**
 * A modulus record, 32-bit words, filled by `initModulus` and `initNtt`:
 * 0 q · 1 2q · 2 n · 3 log2 n · 4 -q^-1 mod 2^32 · 5 2^32 mod q · 6 2^64 mod q ·
 * 7 n^-1 · 8 its Shoup quotient · 9.. pointers: 9 roots · 10 root quotients · 11 inverse roots · 12 inverse root quotients ·
 * 13 to 15 free for the implementation.
 */
export const MODULUS_WORDS = 16;

/** Words of one NTT table set: roots, quotients, inverse roots, inverse quotients of one prime. */
export const nttTableWords = (n: number): number => 4 * n;

export interface KernelExports {
  /** First byte of memory that the module does not use for its own tables and scratch. */
  heapBase(): Pointer;
  /** Where this instance keeps 16 bytes of scratch, for instances that share a memory; not for kernels that draw random numbers or
   * convert to or from floats, which have more of it. */
  useScratch(slot: Pointer): void;

  // ── moduli and tables ──
  /** Fills words 0 to 8 and 13 to 15 of the record `m` for prime `q` and ring degree `n`. */
  initModulus(m: Pointer, q: number, n: number): void;
  /** Writes the four tables (`nttTableWords(n)` words at `tables`) from `psi`, a primitive 2n-th root of unity mod q, and
   * their pointers into `m`. Roots are in bit-reversed order: forward NTT output index i holds the value at
   * psi^(2*bitrev(i)+1), bitrev over log2 n bits. */
  initNtt(m: Pointer, tables: Pointer, psi: number): void;

  // ── number-theoretic transform, in place ──
  /** In: reduced coefficients. Out: reduced values, bit-reversed order as in `initNtt`. Negacyclic. */
  ntt(a: Pointer, m: Pointer): void;
  /** Inverse of `ntt`. In and out reduced. */
  intt(a: Pointer, m: Pointer): void;

  // ── residues, element by element; all inputs and outputs reduced ──
  add(out: Pointer, a: Pointer, b: Pointer, n: number, q: number): void;
  sub(out: Pointer, a: Pointer, b: Pointer, n: number, q: number): void;
  negate(out: Pointer, a: Pointer, n: number, q: number): void;
  /** out = a * b mod q for two variable operands. */
  multiply(out: Pointer, a: Pointer, b: Pointer, n: number, m: Pointer): void;
  /** out = out + a * b mod q. */
  multiplyAdd(out: Pointer, a: Pointer, b: Pointer, n: number, m: Pointer): void;
  /** quotients[i] = floor(w[i] * 2^32 / q): the Shoup quotients of a fixed operand. */
  shoupQuotients(quotients: Pointer, w: Pointer, n: number, m: Pointer): void;
  /** out = a * w mod q with w fixed and its quotients at hand; `a` may be any 32-bit value. */
  multiplyFixed(out: Pointer, a: Pointer, w: Pointer, quotients: Pointer, n: number, q: number): void;
  /** out = a * w mod q for one scalar w in [0, q) with quotient floor(w 2^32 / q). */
  multiplyScalar(out: Pointer, a: Pointer, w: number, quotient: number, n: number, q: number): void;
  /** out = (out + a * w) mod q, scalar w as above. */
  multiplyScalarAdd(out: Pointer, a: Pointer, w: number, quotient: number, n: number, q: number): void;
  /** out = (a + w) mod q, scalar w in [0, q). */
  addScalar(out: Pointer, a: Pointer, w: number, n: number, q: number): void;
  /** out = (a - b) * w mod q, scalar w as above: the last step of rescale and of division by P. */
  subMultiplyScalar(out: Pointer, a: Pointer, b: Pointer, w: number, quotient: number, n: number, q: number): void;
  /** out[i] = sum over k < count of a_k[i] * b_k[i] mod q, products accumulated in 64 bits and reduced as rarely as q
   * allows (every 16 products at 30 bits). `as` and `bs` point to `count` 32-bit pointers. `out` is none of the inputs. */
  innerProduct(out: Pointer, as: Pointer, bs: Pointer, count: number, n: number, m: Pointer): void;
  /** out[i] = sum over k < count of a_k[i] * b_k[i] / 2^32 mod q, and out2[i] the same of a_k and c_k: digits times both halves of a
   * key that was multiplied by 2^32. `count` is at most 16; neither result is an input. Montgomery, Math. Comp. 44 (1985). */
  innerProductPair(
    out: Pointer,
    out2: Pointer,
    as: Pointer,
    bs: Pointer,
    cs: Pointer,
    count: number,
    n: number,
    m: Pointer,
  ): void;
  /** out[i] = sum over k < count of a_k[i] * scalars[k] mod q; scalars reduced, at `scalars`. */
  innerProductScalars(out: Pointer, as: Pointer, scalars: Pointer, count: number, n: number, m: Pointer): void;

  // ── changing the modulus (coefficient form) ──
  /** out = centred(a) mod q2: `a` reduced mod q is read as an integer in (-q/2, q/2]; any two primes below 2^30. */
  centredLift(out: Pointer, a: Pointer, n: number, q: number, m2: Pointer): void;
  /** Centred conversion from `count` primes to one: the integer in (-B/2, B/2], B the product of the primes, reduced mod
   * q2. `ys` points to `count` pointers of limbs y_j = x_j (B/q_j)^-1 mod q_j; `constants` to count words (B/q_j mod q2)
   * and then B mod q2; `inverses` to `count` float64 1/q_j. Rounds sum y_j/q_j in floating point (float32 for two
   * primes): an integer within 2^-20 B of +-B/2 may come out with the other sign, which is as good a digit. Halevi, Polyakov, Shoup, eprint 2018/117, section 2.2. */
  convertBasis(
    out: Pointer,
    ys: Pointer,
    constants: Pointer,
    inverses: Pointer,
    count: number,
    n: number,
    m2: Pointer,
  ): void;

  // ── Galois automorphisms ──
  /** table[i] = index j such that, in the order of `ntt`, value i of f(X^g) is value j of f. g odd, in [1, 2n). */
  galoisTable(table: Pointer, g: number, n: number): void;
  /** out[i] = a[table[i]]; out must not overlap a. */
  permute(out: Pointer, a: Pointer, table: Pointer, n: number): void;
  /** out[i] = out[i] + a[table[i]] mod q; out must not overlap a. */
  permuteAdd(out: Pointer, a: Pointer, table: Pointer, n: number, q: number): void;
  /** Coefficients of f(X^g) from those of f; out must not overlap a. */
  automorphism(out: Pointer, a: Pointer, g: number, n: number, q: number): void;

  // ── bytes ──
  /** Writes n values of `bits` (1 to 32) bits, little-endian, dense: n*bits/8 bytes (n a multiple of 8). */
  pack(out: Pointer, a: Pointer, n: number, bits: number): void;
  /** Reverse of `pack`. Reads no byte beyond its own; out must not overlap `bytes`. */
  unpack(out: Pointer, bytes: Pointer, n: number, bits: number): void;
  /** 1 if every value is below q, else 0. Reads everything; does not stop early. */
  allBelow(a: Pointer, n: number, q: number): number;
  /** 1 if every value is zero, else 0. Reads everything. */
  allZero(a: Pointer, n: number): number;

  // ── ChaCha20 ──
  /** `blocks` 64-byte ChaCha20 blocks (RFC 8439, section 2.3) from the 32-byte `key`, 12-byte `nonce`, first `counter`. */
  chacha20(out: Pointer, key: Pointer, nonce: Pointer, counter: number, blocks: number): void;

  // ── samplers: the ChaCha20 stream of `key` (32 bytes), nonce zero, counter from 0, read as little-endian words ──
  /** Reduced uniform residues: each word is masked to the bit length of q and taken if below q, in stream order. Public
   * data only: rejection takes variable time. */
  sampleUniform(out: Pointer, key: Pointer, n: number, q: number): void;
  /** n signed 32-bit values in {-1, 0, 1}: value i = floor(3 * word_i / 2^32) - 1, bias below 2^-31. Branch-free. */
  sampleTernary(out: Pointer, key: Pointer, n: number): void;
  /** n signed 32-bit centred binomial values, 21 against 21 bits (sigma 3.24): value i = popcount(word_2i & 0x1fffff) -
   * popcount(word_2i+1 & 0x1fffff). Branch-free. */
  sampleBinomial(out: Pointer, key: Pointer, n: number): void;
  /** n wide integers for flooding: value = hi * 2^32 + lo, stored as two signed 64-bit integers (hi, lo). Each value is the
   * sum of two independent integers on the full grid: 2^(bits-1) (2 ones - coins), with `ones` the number of ones among `coins`
   * bits (1 to 64), and a uniform integer of `bits` bits (1 to 80) less 2^(bits-1). Words of the stream, per value: ceil(coins / 32)
   * for the coins, then ceil(bits / 32) for the uniform integer, low ones first, the last of each masked. Mean -1/2, variance
   * 4^bits (coins / 4 + 1/12) - 1/12. Branch-free in the values. */
  sampleWide(out: Pointer, key: Pointer, n: number, bits: number, coins: number): void;
  /** out[i] = a[i] mod q for signed 32-bit a, |a| < q. Branch-free. */
  signedToResidues(out: Pointer, a: Pointer, n: number, q: number): void;
  /** out[i] = (hi * 2^32 + lo) mod q for the pairs of `sampleWide`. */
  wideToResidues(out: Pointer, pairs: Pointer, n: number, m: Pointer): void;

  // ── encoder, float64 ──
  /** Fills `tables` (4n float64) with what the two transforms need for ring degree n. */
  initFft(tables: Pointer, n: number): void;
  /** Canonical embedding: from n/2 complex slots (re, im interleaved, n float64, in place) to the n real coefficients
   * (coefficient j at position j) of the polynomial m(X) with m(zeta^(5^j)) = slot j, zeta = exp(i pi / n). Cheon, Kim, Kim, Song,
   * eprint 2016/421. */
  slotsToCoefficients(a: Pointer, tables: Pointer, n: number): void;
  /** Reverse of `slotsToCoefficients`. */
  coefficientsToSlots(a: Pointer, tables: Pointer, n: number): void;
  /** a[i] *= factor (float64), and returns the largest |a[i]| afterwards (NaN if any is NaN). */
  scaleFloats(a: Pointer, factor: number, n: number): number;
  /** a[i] = round-half-even(a[i] * factor), less 2 half where that is half or more (float64, in place): centred integers modulo
   * 2 half, for a[i] of at most half / factor in magnitude. */
  truncateFloats(a: Pointer, factor: number, half: number, n: number): void;
  /** out[i] = round-half-even(a[i]) mod q for float64 |a[i]| < 2^52. */
  floatsToResidues(out: Pointer, a: Pointer, n: number, m: Pointer): void;
  /** out[i] = float64 of the centred integer whose mixed-radix digits come from `count` limbs (`limbs`: pointers; `ms`:
   * pointers of modulus records; `inverses`: for j from 1, the j words q_0^-1 .. q_(j-1)^-1 mod q_j, row by row). Within 1 ulp
   * of count additions. Limbs are read only and do not overlap out; count at most 64. Garner; Knuth TAOCP 2, 4.3.2. */
  residuesToFloats(out: Pointer, limbs: Pointer, ms: Pointer, inverses: Pointer, count: number, n: number): void;

  // ── hygiene ──
  /** Zeroes `bytes` bytes. */
  wipe(a: Pointer, bytes: number): void;
  /** Copies bytes. */
  copy(out: Pointer, a: Pointer, bytes: number): void;
}
