/** One system on one task, as every script of the comparison prints it. */
export interface PeerResult {
  readonly peer: string;
  readonly version: string;
  readonly task: string;
  readonly threads: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly keygen_ms: number;
  readonly eval_key_bytes: number;
  readonly encrypt_ms: number;
  readonly encrypt_ms_min: number;
  readonly input_bytes: number;
  /** From a ciphertext object to the result's. */
  readonly server_ms_min: number;
  readonly server_ms_median: number;
  /** From the bytes of the input to those of the result; null where a system cannot write its ciphertexts. */
  readonly server_wire_ms_median: number | null;
  readonly result_bytes: number;
  readonly decrypt_ms: number;
  readonly decrypt_ms_min: number;
  /** Encrypt, write, read, compute, write, read, decrypt. */
  readonly total_ms_median: number;
  readonly total_ms_min: number;
  readonly rows: number;
  readonly per_row_us: number;
  readonly max_abs_err: number;
  readonly repeats: number;
  readonly checked: number;
  readonly note: string;
}

/** A task that a system could not do, with what it said. */
export interface PeerFailure extends Pick<PeerResult, "peer" | "version" | "task" | "threads" | "params"> {
  readonly failed: string;
}

/** What is known of a system before it runs. */
export interface PeerState {
  readonly peer: string;
  readonly installed: boolean;
  /** How to install it. */
  readonly install: string;
}

/** What `npm run bench -- peers --json` prints. */
export interface PeersDocument {
  readonly node: string;
  readonly processor: string;
  readonly peers: readonly PeerState[];
  readonly results: readonly (PeerResult | PeerFailure)[];
}
