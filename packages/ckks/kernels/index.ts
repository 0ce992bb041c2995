// The exports of the module: src/engine/kernel-exports.ts says what each does.
export { centredLift } from "./centred-lift";
export { chacha20 } from "./chacha20";
export { convertBasis } from "./convert-basis";
export {
  add,
  addScalar,
  allBelow,
  allZero,
  copy,
  multiplyFixed,
  multiplyScalar,
  multiplyScalarAdd,
  negate,
  signedToResidues,
  sub,
  subMultiplyScalar,
  wipe,
} from "./elementwise";
export { coefficientsToSlots, initFft, slotsToCoefficients } from "./fft";
export { floatsToResidues, scaleFloats, truncateFloats } from "./floats";
export { automorphism, galoisTable, permute, permuteAdd } from "./galois";
export { innerProduct, innerProductScalars } from "./inner-product";
export { innerProductPair } from "./inner-product-pair";
export { useScratch } from "./lanes";
export { initModulus } from "./modulus";
export { multiply, multiplyAdd, shoupQuotients } from "./multiply";
export { ntt } from "./ntt-forward";
export { intt } from "./ntt-inverse";
export { initNtt } from "./ntt-tables";
export { pack, unpack } from "./packing";
export { residuesToFloats } from "./residues-to-floats";
export { sampleBinomial, sampleTernary } from "./sample-small";
export { sampleUniform } from "./sample-uniform";
export { sampleWide, wideToResidues } from "./sample-wide";

/** First byte that the module does not use for its own data. */
export function heapBase(): usize {
  return __heap_base;
}
