/**
 * The operations on registers: ciphertexts that stay in WebAssembly memory between operations. For executors of whole
 * programs; everyone else wants `createEvaluator`. Each operation leaves its operands as they are and returns a new
 * register, which its caller frees; those named …Into change their first operand instead.
 */
export { addFlooding } from "./add-flooding.ts";
export { addPlainInto, addScalarInto } from "./add-into.ts";
export { addZero } from "./add-zero.ts";
export { extract } from "./extract.ts";
export { linearCombination, sumOfSquares } from "./linear-combination.ts";
export { innerProduct, multiply, multiplyPlain, square, sumOfProducts } from "./products.ts";
export { type ProtectOptions, protect } from "./protect.ts";
export { freeRegister, loadRegister, type Register, storeRegister } from "./register.ts";
export { relinearize, relinearizeRescale } from "./relinearize.ts";
export { dropLevel, rescale } from "./rescale.ts";
export { applyGalois } from "./rotate.ts";
export { type RotatedTerm, type RotateSumOptions, rotateSum } from "./rotate-sum.ts";
export {
  add,
  addPlain,
  addScalar,
  multiplyScalar,
  negate,
  subtract,
  subtractPlain,
} from "./sums.ts";
