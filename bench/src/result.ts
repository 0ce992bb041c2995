/** One measured case, as `npm run bench -- <group> --json` prints it. */
export interface BenchResult {
  readonly case: string;
  readonly engine: "velum" | "node-seal";
  readonly ringDegree: number;
  /** Bits of the ciphertext primes, a bar, bits of the special primes. */
  readonly parameters: string;
  readonly unit: "us";
  readonly min: number;
  readonly median: number;
  /** Largest absolute error of the answer, worst slot, checked before timing. */
  readonly error: number;
  /** What the check compared. */
  readonly checked: string;
  /** What the case is to stay below, in its unit. */
  readonly target?: number;
  /** Lengths of the frames; of the key set where a plan needs one. */
  readonly bytes?: { readonly request: number; readonly response: number; readonly keySet?: number };
  /** Largest memory of the process. */
  readonly peakMebibytes?: number;
}

/** A case: its answer is checked before it is timed. */
export interface BenchCase {
  readonly name: string;
  /** Runs the operation once. */
  readonly run: () => unknown;
  /** Largest absolute error of what the operation gives; throws when it is wrong. */
  readonly check: () => number;
  readonly checked: string;
  /** Divides the time: a case that does eight rotations reports one. */
  readonly divisor?: number;
}
