import type { Contract, ContractDigest } from "@velum/protocol";
import type { Row } from "@velum/tabular";
import type { Answer } from "./answer.ts";
import { VelumClientError } from "./errors.ts";
import type { ExchangePolicy } from "./http/exchange.ts";
import { type ClientOptions, checkOptions } from "./options.ts";
import { predict } from "./predict.ts";
import { openSession } from "./session/session.ts";

/** What a single call may be told. */
export interface CallOptions {
  /** Ends the call: CALL_ABORTED. */
  readonly signal?: AbortSignal;
}

/** A session with one model of one server. It keeps no secret between calls. */
export interface VelumClient {
  /** What the server said about its model, as it was pinned. */
  readonly contract: Contract;
  /** Keep it, and give it as `expectedContractDigest` next time: a change is then noticed before input is read (C3). */
  readonly contractDigest: ContractDigest;
  /**
   * The prediction for one row. The row is checked, encrypted under a key of its own and sent; the answer is checked,
   * decrypted here, and the key is wiped.
   *
   * A result may be shared: it then is disclosed, and nothing else. Correctness is not proved: a server can answer
   * nonsense.
   * @throws TabularError for a row that the schema refuses; VelumClientError; VelumError RESPONSE_REFUSED,
   * SERVER_ANSWER_INVALID; CkksError RANDOMNESS_UNAVAILABLE
   * @example const { label, probability } = await client.predict({ age: 63, sex: 1 });
   */
  predict(row: Row, options?: CallOptions): Promise<Answer>;
  /** Ends the session and the calls that are under way. */
  close(): void;
}

/**
 * Opens a session: checks the options, fetches the contract, checks it as a stranger's bytes and pins it. No input is read
 * before, and the contract is not fetched again.
 * @throws VelumClientError CLIENT_OPTION, URL_REFUSED, CONTRACT_UNEXPECTED, SERVER_…; VelumError CONTRACT_…; CkksError
 * SIMD_UNAVAILABLE
 * @example const client = await createClient({ url: "https://velum.example.org", model: "heart-disease" });
 */
export async function createClient(options: ClientOptions, { signal }: CallOptions = {}): Promise<VelumClient> {
  const config = checkOptions(options);
  const { timeout, retries } = config;
  const closing = new AbortController();
  const policy = (ending: AbortSignal | undefined): ExchangePolicy => ({
    timeout,
    retries,
    signal: ending === undefined ? closing.signal : AbortSignal.any([closing.signal, ending]),
  });
  const session = await openSession(config, policy(signal));
  const { contract, digest } = session.pinned;
  return Object.freeze({
    contract,
    contractDigest: digest,
    async predict(row: Row, { signal }: CallOptions = {}): Promise<Answer> {
      if (closing.signal.aborted) throw new VelumClientError("CLIENT_CLOSED");
      return predict(session, row, policy(signal));
    },
    close() {
      closing.abort();
    },
  });
}
