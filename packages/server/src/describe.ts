import { FORMAT_VERSION } from "@velum/ckks";
import type { LoadedModel } from "@velum/evaluator";
import { requestFrameBytes, responseFrameBytes } from "@velum/protocol";
import type { ModelRegistry } from "./models/model-registry.ts";
import { SERVER_VERSION } from "./version.ts";

/** `GET /v2`: the fields of Open Inference Protocol v2, and the versions of our own formats. */
export interface ServerDescription {
  readonly name: string;
  readonly version: string;
  readonly extensions: string[];
  readonly formats: { readonly contract: number[]; readonly frame: number[] };
}

/** `GET /v2/models`. */
export interface ModelList {
  readonly models: { readonly name: string; readonly version: string; readonly contractDigest: string }[];
}

/** A tensor of the protocol. The length of ours follows from the plan: -1 where plans differ. */
export interface TensorDescription {
  readonly name: string;
  readonly datatype: "UINT8";
  readonly shape: number[];
}

/** `GET /v2/models/{m}`: the fields of Open Inference Protocol v2, and what else a client chooses by. */
export interface ModelDescription {
  readonly name: string;
  readonly versions: string[];
  readonly platform: "velum";
  readonly inputs: TensorDescription[];
  readonly outputs: TensorDescription[];
  readonly parameters: {
    readonly title: string;
    readonly version: string;
    readonly contractDigest: string;
    readonly plans: string[];
  };
}

/** What the server is, and which formats it speaks. */
export const describeServer = (): ServerDescription => ({
  name: "velum",
  version: SERVER_VERSION,
  extensions: ["binary_tensor_data"],
  formats: { contract: [1], frame: [FORMAT_VERSION] },
});

/** Name, version and contract of every model. */
export const describeModels = ({ models }: ModelRegistry): ModelList => ({
  models: models.map(({ contract: { name, version }, contractDigest }) => ({ name, version, contractDigest })),
});

/** One model as Open Inference Protocol v2 describes models: two tensors of bytes. */
export function describeModel(
  { contract, contractDigest, expectation }: LoadedModel,
  versions: readonly string[],
): ModelDescription {
  const { name, version, title, plans } = contract;
  return {
    name,
    versions: [...versions],
    platform: "velum",
    inputs: [{ name: "request", datatype: "UINT8", shape: [commonLength(expectation.plans.map(requestFrameBytes))] }],
    outputs: [
      { name: "response", datatype: "UINT8", shape: [commonLength(expectation.plans.map(responseFrameBytes))] },
    ],
    parameters: { title, version, contractDigest, plans: plans.map((plan) => plan.name) },
  };
}

const commonLength = (lengths: readonly number[]): number =>
  lengths.every((length) => length === lengths[0]) ? (lengths[0] ?? -1) : -1;
