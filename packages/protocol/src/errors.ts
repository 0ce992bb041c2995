/** What one error code says: the HTTP status where a server may answer with it, and whether the same bytes may be sent again. */
export interface ErrorEntry {
  /** HTTP status, or null for an error that arises on the user's side of the connection, or while compiling. */
  readonly status: number | null;
  /** Short and the same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string;
  /** What happened and what to do about it. */
  readonly detail: string;
  /** Whether sending the same bytes again may succeed. */
  readonly retryable: boolean;
}

const server = (status: number, title: string, detail: string, retryable = false): ErrorEntry =>
  Object.freeze({ status, title, detail, retryable });
const local = (title: string, detail: string, retryable = false): ErrorEntry =>
  Object.freeze({ status: null, title, detail, retryable });

/** Every error of client, server, compiler and of what they exchange. `docs/errors.md` is generated from this table. */
export const PROTOCOL_ERRORS = Object.freeze({
  // ── the server, before it reads ciphertext ──
  ROUTE_UNKNOWN: server(404, "No such route", "The server has nothing at this path."),
  METHOD_NOT_ALLOWED: server(405, "Method not allowed", "The path exists, but not for this HTTP method."),
  HOST_REFUSED: server(421, "Host refused", "The Host header is not a name that this server was told to answer to."),
  ORIGIN_REFUSED: server(403, "Origin refused", "Pages of this origin may not call this server."),
  CONTENT_TYPE_UNSUPPORTED: server(
    415,
    "Content type unsupported",
    "The request needs content type application/octet-stream.",
  ),
  HTTP_MALFORMED: server(
    400,
    "Malformed HTTP",
    "The request is not HTTP/1.1, or it ended before its body was complete.",
  ),
  HTTP_TIMEOUT: server(408, "Request timed out", "The request did not arrive in time.", true),
  BODY_EMPTY: server(400, "Body empty", "The request has no body."),
  BODY_TOO_LARGE: server(413, "Body too large", "The body is larger than this model's requests can be."),
  BODY_IS_JSON: server(
    415,
    "JSON where bytes belong",
    "Inputs travel as one encrypted frame in a binary tensor, never as JSON.",
  ),
  INFER_HEADER_INVALID: server(
    400,
    "Inference header invalid",
    "The JSON in front of the binary tensor is not what Open Inference Protocol v2 and this model ask for.",
  ),
  MODEL_UNKNOWN: server(404, "Model unknown", "The server has no model of this name."),
  MODEL_VERSION_UNKNOWN: server(404, "Model version unknown", "The server has the model, but not in this version."),
  MODEL_NAME_INVALID: server(
    400,
    "Model name invalid",
    "Names of models and versions are letters, digits, dots, hyphens and underscores.",
  ),
  SECRET_KEY_RECEIVED: server(
    400,
    "Secret key received",
    "The body looks like a secret key. It was dropped without being written. Consider that key disclosed and make another.",
  ),
  // ── the request frame ──
  CONTRACT_MISMATCH: server(
    409,
    "Contract mismatch",
    "The request was made for another contract than this model's. Fetch the contract again and compare.",
  ),
  PLAN_UNKNOWN: server(422, "Plan unknown", "The contract has no plan of this name."),
  REQUEST_ROWS: server(422, "Row count", "The request holds another number of rows than its plan takes."),
  REQUEST_CHUNK: server(422, "Chunk index", "The chunk index is out of range."),
  REQUEST_CIPHERTEXTS: server(
    422,
    "Ciphertext count",
    "The request holds another number of ciphertexts than its plan takes.",
  ),
  REQUEST_LEVEL: server(422, "Ciphertext level", "A ciphertext is on another level than its plan takes."),
  REQUEST_SCALE: server(422, "Ciphertext scale", "A ciphertext has another scale than its plan takes."),
  REQUEST_KEY: server(422, "Public key", "The plan needs a one-time public key at the level that the contract names."),
  // ── the server, afterwards ──
  SERVER_BUSY: server(503, "Server busy", "The server has no free executor. Send the same bytes again later.", true),
  SERVER_STOPPING: server(
    503,
    "Server stopping",
    "The server is shutting down. Send the same bytes again later.",
    true,
  ),
  DEADLINE_EXCEEDED: server(504, "Deadline exceeded", "The answer was not ready in time.", true),
  INTERNAL_ERROR: server(
    500,
    "Internal error",
    "The server failed. Nothing about your data was in the message it logged.",
  ),
  // ── starting the server ──
  SERVER_OPTION: local("Server option", "An option of the server has the wrong type or range."),
  LISTEN_REFUSED: local(
    "Listening refused",
    "Beyond loopback a server answers only behind a proxy that ends TLS, and only when it is told so (D4).",
  ),
  MODEL_FILE: local(
    "Model file refused",
    "Models are regular files that end in .velum, no symbolic links, each model and version once.",
  ),
  // ── the client ──
  RESPONSE_REFUSED: local(
    "Response refused",
    "The response does not belong to this request, contract or key. It was not decrypted.",
  ),
  RESULT_OUT_OF_RANGE: local(
    "Result out of range",
    "The decrypted value is outside the range that the contract proves. It is not shown.",
  ),
  SERVER_UNREACHABLE: local("Server unreachable", "No connection, or it broke before the answer was complete.", true),
  SERVER_REFUSED: local("Server refused", "The server answered with an error."),
  SERVER_ANSWER_INVALID: local("Server answer invalid", "The server's HTTP answer is not what the protocol allows."),
  URL_REFUSED: local("Address refused", "Only https addresses, and http on loopback, are used."),
  CLIENT_CLOSED: local("Client closed", "The client was closed, and its secrets were wiped."),
  SELF_TEST_FAILED: local("Self-test failed", "Known rows did not come back as they should. The session has ended."),
  // ── contracts ──
  CONTRACT_TOO_LARGE: local("Contract too large", "A contract is at most 64 KiB."),
  CONTRACT_NOT_JSON: local("Contract is not JSON", "The bytes are not JSON in UTF-8."),
  CONTRACT_NOT_CANONICAL: local(
    "Contract is not canonical",
    "The bytes are not the canonical form of their own content.",
  ),
  CONTRACT_VERSION: local("Contract version", "The contract has a format version that this release does not read."),
  CONTRACT_FIELD: local(
    "Contract field",
    "A field of the contract is missing, unknown, of the wrong type or out of its range.",
  ),
  CONTRACT_NAME: local(
    "Contract name",
    "A name in the contract has characters that names may not have, or is too long.",
  ),
  CONTRACT_LIMIT: local(
    "Contract over a limit",
    "The contract asks for more features, outputs, nodes or bytes than a client grants.",
  ),
  CONTRACT_SCHEMA: local(
    "Contract schema",
    "Schema, preprocessing or post-processing of the contract are not valid or do not fit each other.",
  ),
  CONTRACT_PLAN: local("Contract plan", "A plan of the contract contradicts itself or its parameters."),
  CONTRACT_RING_DEGREE: local("Ring degree refused", "The ring degree has no published 128-bit limit."),
  CONTRACT_OVER_LIMIT: local(
    "Modulus over the limit",
    "The total modulus is above the 128-bit limit of the ring degree.",
  ),
  CONTRACT_PRIME_COMPOSITE: local("Composite prime", "A number listed as a prime is composite."),
  CONTRACT_PRIME_TOO_WIDE: local("Prime too wide", "A prime has more than 30 bits, or too few to be one."),
  CONTRACT_PRIME_NOT_NTT: local("Prime not NTT-friendly", "A prime is not 1 modulo twice the ring degree."),
  CONTRACT_PRIME_REPEATED: local("Prime repeated", "A prime is listed twice."),
  CONTRACT_PARAMETERS_DIGEST: local(
    "Parameter digest",
    "The parameter digest is not the digest of the parameters beside it.",
  ),
  CONTRACT_PARAMETERS_UNKNOWN: local(
    "Parameters unknown",
    "The parameters are not among those that this client was built to accept.",
  ),
  // ── programs ──
  PROGRAM_NODE: local(
    "Program node invalid",
    "A node has an unknown kind, or a field that is missing, unknown or out of its range.",
  ),
  PROGRAM_ORDER: local("Program order", "A node refers to itself, to a later node, or to one of the wrong kind."),
  PROGRAM_TOO_LARGE: local(
    "Program too large",
    "More nodes, constants or released coefficients than the limits allow.",
  ),
  PROGRAM_PARAMETERS: local("Program parameters", "The program was made for other parameters."),
  PROGRAM_TENSOR: local("Program tensor", "A constant names no tensor, or one whose shape does not fit its encoding."),
  PROGRAM_LEVEL: local("Program level", "Operands are on different levels, or no prime is left to rescale by."),
  PROGRAM_SCALE: local("Program scale", "Operands have different scales, or a scale leaves the modulus."),
  PROGRAM_RANGE: local(
    "Program range",
    "An output could wrap: the modulus at its end is below four times scale times bound.",
  ),
  PROGRAM_UNPROTECTED: local("Program unprotected", "An output does not come from a protect node of its own (A13)."),
  PROGRAM_FLOODING: local("Program flooding", "The flooding is below the policy (A3, A4, A13)."),
  PROGRAM_RELEASES: local(
    "Program releases too much",
    "More coefficients are released than the mask survives under a crafted key (A1).",
  ),
  PROGRAM_MASK: local(
    "Program mask too weak",
    "Modulus and hint bits together are above the bar for 128 bits where the zero is added.",
  ),
  PROGRAM_UNUSED: local(
    "Program node unused",
    "A node has no use. Nothing may be left over that the rules did not look at.",
  ),
  // ── bundles ──
  BUNDLE_TOO_LARGE: local("Bundle too large", "The file is larger than the limit that the reader was given."),
  BUNDLE_TRUNCATED: local("Bundle truncated", "The file ends before its header says."),
  BUNDLE_HEADER: local("Bundle header", "The header is not that of a safetensors file."),
  BUNDLE_RANGES: local("Bundle ranges", "Tensors overlap, leave gaps, or have sizes that do not match their shapes."),
  BUNDLE_FORMAT: local("Bundle tensor format", "Tensors of a bundle are F64."),
  BUNDLE_NOT_FINITE: local("Bundle weight not finite", "A weight is NaN or infinite."),
  BUNDLE_MANIFEST: local(
    "Bundle manifest",
    "The file has no manifest of ours, or one with a field that is missing, unknown or wrong.",
  ),
  BUNDLE_VERSION: local("Bundle version", "The bundle has a format version that this release does not read."),
  BUNDLE_DIGEST: local("Bundle digest", "Contract, program and weights do not belong together."),
  // ── compiling ──
  COMPILE_MODEL: local(
    "Model invalid",
    "The model has weights that are not finite, or shapes that do not fit its inputs.",
  ),
  COMPILE_OPTION: local("Compile option", "An option of the compiler has the wrong type or range."),
  COMPILE_TOO_WIDE: local(
    "Model too wide",
    "Features times outputs do not fit into one ciphertext, or more outputs than may be released.",
  ),
  COMPILE_UNBOUNDED: local(
    "Range unbounded",
    "A feature has no finite range, so no bound of the output can be proved.",
  ),
  COMPILE_PRECISION: local(
    "Precision out of reach",
    "The proved range of the output is too wide for the promised precision. Narrow the ranges in the schema.",
  ),
} as const satisfies Record<string, ErrorEntry>);

export type ProtocolErrorCode = keyof typeof PROTOCOL_ERRORS;

/** What an occurrence adds to its code. Never a user's value, a key or a secret: types, shapes, counts, names of fields. */
export interface ErrorContext {
  readonly argument: string;
  readonly expected: string;
  readonly got: string;
}

/**
 * The error of everything above the scheme. Switch on `code`; the message is for people.
 * @example throw new VelumError("PLAN_UNKNOWN", { argument: "plan", expected: "one of dot", got: "another name" })
 */
export class VelumError extends Error {
  readonly code: ProtocolErrorCode;
  readonly argument: string | undefined;
  readonly expected: string | undefined;
  readonly got: string | undefined;

  constructor(code: ProtocolErrorCode, context?: ErrorContext, options?: ErrorOptions) {
    const { detail } = PROTOCOL_ERRORS[code];
    super(
      context ? `"${context.argument}" expected ${context.expected}, got ${context.got}. ${detail}` : detail,
      options,
    );
    this.name = "VelumError";
    this.code = code;
    this.argument = context?.argument;
    this.expected = context?.expected;
    this.got = context?.got;
  }
}
