import type { KernelRates } from "@velum/protocol";

/** Nanoseconds of one thread of a server of 2024, Node 20 (docs/performance.md). Other machines: `velum bench` measures its own. */
export const KERNEL_RATES: KernelRates = Object.freeze({
  butterfly: 0.6,
  multiply: 0.35,
  accumulate: 0.3,
  add: 0.25,
  convert: 0.5,
  sample: 3,
});
