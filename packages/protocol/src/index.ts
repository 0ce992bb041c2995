export {
  type Bundle,
  type BundleContent,
  type BundleLimits,
  type BundlePlan,
  createSalt,
  MAX_BUNDLE_BYTES,
  MAX_REPORT_LENGTH,
  readBundle,
  writeBundle,
} from "./bundle/bundle.ts";
export { canonicalJson, type Json } from "./canonical-json.ts";
export { parametersSummary } from "./contract/check-plan.ts";
export type * from "./contract/contract.ts";
export { contractBytes, contractDigest } from "./contract/contract-digest.ts";
export { MODEL_NAME, MODEL_VERSION, OUTPUT_NAME } from "./contract/names.ts";
export { ciphertextCount, encodedWidth, nextPowerOfTwo, outputPositions } from "./contract/packing.ts";
export { checkContract, MAX_CONTRACT_BYTES, type ReadContract, readContract } from "./contract/read-contract.ts";
export { type SecurityMargin, securityMargin } from "./contract/security-margin.ts";
export { type SummaryDetails, summarizePlan } from "./contract/summarize-plan.ts";
export { type ErrorContext, type ErrorEntry, PROTOCOL_ERRORS, type ProtocolErrorCode, VelumError } from "./errors.ts";
export { type FramePlan, KEY_SET_ID_BYTES, MAX_CHUNKS } from "./frames/frame-plan.ts";
export { requestFrameBytes, responseFrameBytes, type SizedPlan } from "./frames/frame-sizes.ts";
export {
  type KeySetSource,
  type ReceivedRequest,
  type RequestExpectation,
  readRequest,
  type ServedPlan,
} from "./frames/read-request.ts";
export { type ResponseExpectation, readResponse } from "./frames/read-response.ts";
export { createRequestId, REQUEST_ID_BYTES, type RequestId } from "./frames/request-id.ts";
export { type EncryptedRequest, type RequestContent, type RequestKeys, writeRequest } from "./frames/write-request.ts";
export { type AnsweredRequest, writeResponse } from "./frames/write-response.ts";
export { CONTENT_DIGEST, contentDigest, matchesContentDigest } from "./http/content-digest.ts";
export {
  INFER_HEADER_LENGTH,
  type InferEnvelope,
  type InferResponse,
  MAX_INFER_HEADER_BYTES,
  readInferRequest,
  readInferResponse,
  writeInferRequest,
  writeInferResponse,
} from "./http/infer-envelope.ts";
export { ckksErrorStatus, type ProblemDetails, problemDetails } from "./problem-details.ts";
export { type CoefficientConstant, constantCoefficients } from "./program/constant-coefficients.ts";
export { constantPeriod, constantSlots, type SlotConstant } from "./program/constant-slots.ts";
export { countOperations } from "./program/count-operations.ts";
export { estimateCost, type KernelRates } from "./program/estimate-cost.ts";
export {
  estimateNoise,
  type NoiseAssumptions,
  type NoiseBudget,
  type NoiseSource,
  totalNoise,
  valueNoise,
} from "./program/estimate-noise.ts";
export { type FusedSquares, fusedSquares } from "./program/fused-squares.ts";
export {
  bitsPerValue,
  ERROR_SD,
  hintBits,
  maskBar,
  minimumDimension,
  releaseCap,
  statisticalBits,
} from "./program/mask-strength.ts";
export { type MaskedRescale, type MaskedRescales, maskedRescales } from "./program/masked-rescales.ts";
export { type AddConstantNode, addConstantNode, type ValueOrder } from "./program/nodes/add-constant.ts";
export { type AddPlainNode, addPlainNode } from "./program/nodes/add-plain.ts";
export { MAX_NODES, type NodeId } from "./program/nodes/checks.ts";
export {
  type CoefficientEncoding,
  type ConstantEncoding,
  type ConstantNode,
  constantNode,
  type DiagonalEncoding,
  type PeriodicEncoding,
} from "./program/nodes/constant.ts";
export { type DropLevelNode, dropLevelNode } from "./program/nodes/drop-level.ts";
export { type InnerProductNode, innerProductNode } from "./program/nodes/inner-product.ts";
export { type InputNode, inputNode } from "./program/nodes/input.ts";
export { type LinearCombinationNode, linearCombinationNode } from "./program/nodes/linear-combination.ts";
export { type MultiplyPlainNode, multiplyPlainNode } from "./program/nodes/multiply-plain.ts";
export { type OutputNode, outputNode } from "./program/nodes/output.ts";
export { type ProtectNode, protectNode, type ReleasedPositions } from "./program/nodes/protect.ts";
export { type RelinearizeRescaleNode, relinearizeRescaleNode } from "./program/nodes/relinearize-rescale.ts";
export { type RescaleNode, rescaleNode } from "./program/nodes/rescale.ts";
export { type RotateNode, rotateNode } from "./program/nodes/rotate.ts";
export { type RotateSumNode, rotateSumNode } from "./program/nodes/rotate-sum.ts";
export { type SignedSumNode, signedSumNode } from "./program/nodes/signed-sum.ts";
export { type SquareNode, squareNode } from "./program/nodes/square.ts";
export { type SumOfProductsNode, sumOfProductsNode } from "./program/nodes/sum-of-products.ts";
export type { OperationCounts } from "./program/operation-counts.ts";
export {
  createProgram,
  type Layout,
  type NodeKind,
  PLAN_NAMES,
  type PlanName,
  type Program,
  type ProgramNode,
} from "./program/program.ts";
export { programCommitment, SALT_BYTES } from "./program/program-commitment.ts";
export { readProgram } from "./program/read-program.ts";
export { type RequiredKeys, type RequiredRotation, requiredKeys } from "./program/required-keys.ts";
export { type RescaleChains, rescaleChains } from "./program/rescale-chains.ts";
export { MINIMUM_FLOODING, type ProtectionFacts, STRONG_BITS } from "./program/rules/check-protection.ts";
export { operandsOf } from "./program/rules/check-structure.ts";
export { addedConstant, combinationWeights } from "./program/scalars.ts";
export { type SumChains, sumChains } from "./program/sum-chains.ts";
export { entryCount, type Tensor, type Tensors } from "./program/tensor.ts";
export { modulusBitsAt, type NodeState, trackLevels } from "./program/track-levels.ts";
export { floodingDeviation, releaseFactor, valueOrder } from "./program/value-order.ts";
export { type VerifiedProgram, type VerifyOptions, verifyProgram } from "./program/verify-program.ts";
