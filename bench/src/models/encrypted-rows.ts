import type { ExecutionInputs, LoadedModel } from "@velum/evaluator";
import type { KeySetSource, readResponse, ServedPlan } from "@velum/protocol";
import { type Question, VelumClientSide } from "../velum-client-side.ts";

/** One request about some rows, under keys of its own, as a client holds it and as its server reads it. */
export class EncryptedRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the server has after it has read the bytes. */
  readonly inputs: ExecutionInputs;
  /** Where the server finds the key set, if the plan needs one. */
  readonly keySets: KeySetSource;
  /** Bytes of the key set, where the plan needs one. */
  readonly keySetBytes: number | undefined;
  readonly #client: VelumClientSide;
  readonly #question: Question;

  constructor(model: LoadedModel, served: ServedPlan, rows: readonly Float64Array[]) {
    this.#client = new VelumClientSide(model, served);
    this.#question = this.#client.ask(rows);
    ({ bytes: this.bytes, inputs: this.inputs, keySets: this.keySets } = this.#question);
    this.keySetBytes = this.#client.keySetBytes === 0 ? undefined : this.#client.keySetBytes;
  }

  /** The outputs of each row. */
  open(response: Uint8Array): readonly Float64Array[] {
    return this.#client.open(this.#question, response);
  }

  decrypt(results: ReturnType<typeof readResponse>): readonly Float64Array[] {
    return this.#client.decrypt(this.#question, results);
  }
}
