import type { Parameters } from "../parameters/create-parameters.ts";
import { inverseMod, mulMod, primitiveRoot } from "../parameters/primes.ts";
import type { Engine, Scope, Task } from "./engine.ts";
import { type KernelExports, MODULUS_WORDS, nttTableWords, type Pointer } from "./kernel-exports.ts";

/** Index of a modulus: ciphertext primes first, then the special primes. */
export type ModulusIndex = number;

/** A scalar modulo one prime with its Shoup quotient, as the kernels take fixed factors. */
export interface FixedScalar {
  readonly value: number;
  readonly quotient: number;
}

/** Constants for the conversion of a group of primes into one other prime. */
export interface BasisConversion {
  /** (B/q_j mod target) for each j, then B mod target, in memory. */
  readonly constants: Pointer;
}

/**
 * Z[X]/(X^N + 1) modulo each prime of a parameter set, in WebAssembly memory: moduli, NTT tables and the constants that
 * follow from them. Everything that computes with residues goes through it.
 */
export class Ring {
  readonly engine: Engine;
  readonly kernels: KernelExports;
  readonly parameters: Parameters;
  readonly n: number;
  /** Bytes of one limb. */
  readonly limbBytes: number;
  /** All primes, special ones last. */
  readonly moduli: readonly number[];
  /** Addresses of the modulus records, by modulus index. */
  readonly records: readonly Pointer[];
  readonly #inverses = new Map<string, FixedScalar>();
  readonly #conversions = new Map<string, BasisConversion>();
  readonly #floatInverses = new Map<string, Pointer>();
  readonly #galoisTables = new Map<number, Pointer>();
  #fftTables: Pointer | undefined;
  #garner: Pointer | undefined;

  constructor(engine: Engine, parameters: Parameters) {
    this.engine = engine;
    this.kernels = engine.kernels;
    this.parameters = parameters;
    this.n = parameters.ringDegree;
    this.limbBytes = 4 * this.n;
    this.moduli = Object.freeze([...parameters.primes, ...parameters.specialPrimes]);
    this.records = Object.freeze(this.moduli.map((q) => this.#createRecord(q)));
  }

  /** Address of limb i of a polynomial. */
  limb(poly: Pointer, index: number): Pointer {
    return poly + index * this.limbBytes;
  }

  /** The modulus at an index. */
  modulus(index: ModulusIndex): number {
    return this.moduli[index]!;
  }

  record(index: ModulusIndex): Pointer {
    return this.records[index]!;
  }

  /** Index of special prime k. */
  specialIndex(k: number): ModulusIndex {
    return this.parameters.primes.length + k;
  }

  /** The modulus indices of ciphertext limbs 0 … limbs-1 and all special primes. */
  extendedIndices(limbs: number): readonly ModulusIndex[] {
    const special = this.parameters.specialPrimes.map((_, k) => this.specialIndex(k));
    return [...Array.from({ length: limbs }, (_, i) => i), ...special];
  }

  /** Tasks on limbs that do not depend on each other: `Engine.parallel`. */
  parallel(count: number, task: Task): void {
    this.engine.parallel(count, this.n, task);
  }

  /** Forward NTT of limbs 0 … limbs-1. */
  forward(poly: Pointer, limbs: number): void {
    for (let i = 0; i < limbs; i++) this.kernels.ntt(this.limb(poly, i), this.record(i));
  }

  /** Inverse NTT of limbs 0 … limbs-1. */
  inverse(poly: Pointer, limbs: number): void {
    for (let i = 0; i < limbs; i++) this.kernels.intt(this.limb(poly, i), this.record(i));
  }

  /** A scalar modulo prime `index`, with its quotient. */
  fixed(value: number, index: ModulusIndex): FixedScalar {
    const q = this.modulus(index);
    return { value, quotient: Number((BigInt(value) << 32n) / BigInt(q)) };
  }

  /** The inverse of the product of some moduli modulo another. */
  inverseOf(group: readonly ModulusIndex[], target: ModulusIndex): FixedScalar {
    const key = `${group.join()}/${target}`;
    const known = this.#inverses.get(key);
    if (known !== undefined) return known;
    const q = this.modulus(target);
    const scalar = this.fixed(inverseMod(this.#productMod(group, q), q), target);
    this.#inverses.set(key, scalar);
    return scalar;
  }

  /** The product of some moduli modulo another. */
  productOf(group: readonly ModulusIndex[], target: ModulusIndex): FixedScalar {
    return this.fixed(this.#productMod(group, this.modulus(target)), target);
  }

  /** Constants of `convertBasis` for a group of moduli and a target. */
  conversion(group: readonly ModulusIndex[], target: ModulusIndex): BasisConversion {
    const key = `${group.join()}/${target}`;
    const known = this.#conversions.get(key);
    if (known !== undefined) return known;
    const q = this.modulus(target);
    const words = group.map((j) =>
      this.#productMod(
        group.filter((i) => i !== j),
        q,
      ),
    );
    const conversion = { constants: this.#keep(Uint32Array.of(...words, this.#productMod(group, q))) };
    this.#conversions.set(key, conversion);
    return conversion;
  }

  /** float64 1/q_j of a group, as `convertBasis` takes them. */
  floatInverses(group: readonly ModulusIndex[]): Pointer {
    const key = group.join();
    const known = this.#floatInverses.get(key);
    if (known !== undefined) return known;
    const floats = Float64Array.from(group, (j) => 1 / this.modulus(j));
    const pointer = this.#keep(new Uint32Array(floats.buffer));
    this.#floatInverses.set(key, pointer);
    return pointer;
  }

  /** The permutation of NTT values for X -> X^g. */
  galoisTable(element: number): Pointer {
    const known = this.#galoisTables.get(element);
    if (known !== undefined) return known;
    const table = this.engine.allocate(this.limbBytes);
    this.kernels.galoisTable(table, element, this.n);
    this.#galoisTables.set(element, table);
    return table;
  }

  /** Tables of the encoder's transforms. */
  fftTables(): Pointer {
    if (this.#fftTables === undefined) {
      this.#fftTables = this.engine.allocate(32 * this.n);
      this.kernels.initFft(this.#fftTables, this.n);
    }
    return this.#fftTables;
  }

  /** Centred integers of `count` coefficients of ciphertext limbs, one limb after the other, as float64 at `out`. */
  toFloats(scope: Scope, out: Pointer, poly: Pointer, limbs: number, count: number = this.n): void {
    const pointers = scope.pointers(Array.from({ length: limbs }, (_, i) => poly + 4 * count * i));
    const records = scope.pointers(this.records.slice(0, limbs));
    this.kernels.residuesToFloats(out, pointers, records, this.#garnerInverses(), limbs, count);
  }

  #garnerInverses(): Pointer {
    if (this.#garner === undefined) {
      const { primes } = this.parameters;
      const rows = primes.flatMap((q, j) => primes.slice(0, j).map((p) => inverseMod(p % q, q)));
      this.#garner = this.#keep(Uint32Array.from(rows.length === 0 ? [0] : rows));
    }
    return this.#garner;
  }

  #createRecord(q: number): Pointer {
    const record = this.engine.allocate(4 * MODULUS_WORDS);
    const tables = this.engine.allocate(4 * nttTableWords(this.n));
    this.kernels.initModulus(record, q, this.n);
    this.kernels.initNtt(record, tables, primitiveRoot(q, this.n));
    return record;
  }

  #productMod(group: readonly ModulusIndex[], q: number): number {
    return group.reduce((product, i) => mulMod(product, this.modulus(i) % q, q), 1);
  }

  #keep(words: Uint32Array): Pointer {
    const pointer = this.engine.allocate(words.byteLength);
    this.engine.load(pointer, words);
    return pointer;
  }
}
