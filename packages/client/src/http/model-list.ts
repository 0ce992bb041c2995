import { type ContractDigest, MODEL_NAME, MODEL_VERSION, VelumError } from "@velum/protocol";

/** A model that a server says it has. The client of `open` fetches and checks its contract. */
export interface ServedModel {
  readonly name: string;
  readonly version: string;
  readonly contractDigest: ContractDigest;
}

/** More than any server lists: 256 models. */
export const MAX_MODEL_LIST_BYTES: number = 128 * 1024;

/**
 * Reads the answer to `GET /v2/models` as a stranger's bytes. Fields that are not looked at may be there.
 * @throws VelumError SERVER_ANSWER_INVALID
 */
export function readModelList(bytes: Uint8Array): readonly ServedModel[] {
  const models = fieldsOf(parse(bytes)).get("models");
  if (!Array.isArray(models)) throw refuse("models", "an array", "another value");
  return Object.freeze(
    models.map((model: unknown) => {
      const fields = fieldsOf(model);
      return Object.freeze({
        name: text(fields, "name", MODEL_NAME),
        version: text(fields, "version", MODEL_VERSION),
        contractDigest: text(fields, "contractDigest", /^[0-9a-f]{64}$/) as ContractDigest,
      });
    }),
  );
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refuse("models", "JSON in UTF-8", "other bytes");
  }
}

const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);

function text(fields: ReadonlyMap<string, unknown>, name: string, pattern: RegExp): string {
  const value = fields.get(name);
  if (typeof value === "string" && pattern.test(value)) return value;
  throw refuse(`models: ${name}`, `a text like ${pattern.source}`, "another value");
}

const refuse = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("SERVER_ANSWER_INVALID", { argument, expected, got });
