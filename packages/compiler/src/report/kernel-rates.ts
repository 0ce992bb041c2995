import type { KernelRates } from "@velum/protocol";

/**
 * Nanoseconds of one thread: Node 20 on an Intel Xeon at a few GHz, busy with other work (docs/performance.md says how they are
 * measured). Estimates for other machines are as good as those are like it.
 */
export const KERNEL_RATES: KernelRates = Object.freeze({
  butterfly: 0.6,
  multiply: 0.35,
  accumulate: 0.3,
  add: 0.25,
  convert: 0.5,
  sample: 3,
});

/** Reading a request takes so long a byte: unpacking residues, expanding uniform halves, SHA-256; fitted to twelve plans of 21 KB to 7.8 MB. */
const NANOSECONDS_PER_BYTE = 6;
/** What every request costs beside that. */
const MICROSECONDS_PER_REQUEST = 80;

/** Microseconds from request bytes to response bytes that are not the program's. */
export const readingCost = (bytes: number): number => MICROSECONDS_PER_REQUEST + (NANOSECONDS_PER_BYTE * bytes) / 1000;
