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

/** Code: HTTP status, title, detail, and a word where the same bytes may be sent again. */
const TABLE = {
  // ── the server, before it reads ciphertext ──
  ROUTE_UNKNOWN: [404, "No such route", "The server has nothing at this path."],
  METHOD_NOT_ALLOWED: [405, "Method not allowed", "The path exists, but not for this HTTP method."],
  HOST_REFUSED: [421, "Host refused", "The Host header is not a name that this server was told to answer to."],
  ORIGIN_REFUSED: [403, "Origin refused", "Pages of this origin may not call this server."],
  UNAUTHORIZED: [401, "Unauthorized", "Models of this server need its token: Authorization: Bearer …"],
  CONTENT_TYPE_UNSUPPORTED: [
    415,
    "Content type unsupported",
    "The request needs content type application/octet-stream.",
  ],
  HTTP_MALFORMED: [400, "Malformed HTTP", "The request is not HTTP/1.1, or it ended before its body was complete."],
  HTTP_TIMEOUT: [408, "Request timed out", "The request did not arrive in time.", "retryable"],
  BODY_EMPTY: [400, "Body empty", "The request has no body."],
  BODY_TOO_LARGE: [413, "Body too large", "The body is larger than this model's requests can be."],
  BODY_IS_JSON: [
    415,
    "JSON where bytes belong",
    "Inputs travel as one encrypted frame in a binary tensor, never as JSON.",
  ],
  INFER_HEADER_INVALID: [
    400,
    "Inference header invalid",
    "The JSON in front of the binary tensor is not what Open Inference Protocol v2 and this model ask for.",
  ],
  MODEL_UNKNOWN: [404, "Model unknown", "The server has no model of this name."],
  MODEL_VERSION_UNKNOWN: [404, "Model version unknown", "The server has the model, but not in this version."],
  MODEL_NAME_INVALID: [
    400,
    "Model name invalid",
    "Names of models and versions are letters, digits, dots, hyphens and underscores.",
  ],
  SECRET_KEY_RECEIVED: [
    400,
    "Secret key received",
    "The body looks like a secret key. It was dropped without being written. Consider that key disclosed and make another.",
  ],
  // ── the request frame ──
  CONTRACT_MISMATCH: [
    409,
    "Contract mismatch",
    "The request was made for another contract than this model's. Fetch the contract again and compare.",
  ],
  PLAN_UNKNOWN: [422, "Plan unknown", "The contract has no plan of this name."],
  REQUEST_ROWS: [422, "Row count", "The request holds another number of rows than its plan takes."],
  REQUEST_KEYS: [
    422,
    "Evaluation keys",
    "The plan needs a rotation or relinearization key that is not there, or not at its level.",
  ],
  REQUEST_CHUNK: [422, "Chunk index", "The chunk index is out of range."],
  REQUEST_CIPHERTEXTS: [
    422,
    "Ciphertext count",
    "The request holds another number of ciphertexts than its plan takes.",
  ],
  REQUEST_LEVEL: [422, "Ciphertext level", "A ciphertext is on another level than its plan takes."],
  REQUEST_SCALE: [422, "Ciphertext scale", "A ciphertext has another scale than its plan takes."],
  REQUEST_KEY: [422, "Public key", "The plan needs a one-time public key at the level that the contract names."],
  // ── key sets ──
  KEY_SET_UNKNOWN: [
    404,
    "Key set unknown",
    "The server does not hold this key set, or no longer. Key sets are a cache: upload it and send the same bytes again.",
  ],
  KEY_SET_ID: [400, "Key set id", "A key set's id is 64 lower-case hex digits, and those of the uploaded bytes."],
  KEY_SET_UNUSED: [422, "No key set needed", "The model has no plan of this name that needs a key set."],
  KEY_SET_LENGTH: [400, "Key set length", "An upload declares the exact length of the plan's key set."],
  UPLOAD_QUOTA: [
    429,
    "Upload quota",
    "This address has uploaded as many bytes of key sets as it may in a minute. Send the same bytes again later.",
    "retryable",
  ],
  CONTENT_DIGEST: [
    400,
    "Content digest",
    "The body is not the one that the header Content-Digest was made for, or the header is malformed (RFC 9530).",
  ],
  // ── the server, afterwards ──
  SERVER_BUSY: [503, "Server busy", "The server has no free executor. Send the same bytes again later.", "retryable"],
  SERVER_STOPPING: [
    503,
    "Server stopping",
    "The server is shutting down. Send the same bytes again later.",
    "retryable",
  ],
  DEADLINE_EXCEEDED: [504, "Deadline exceeded", "The answer was not ready in time.", "retryable"],
  INTERNAL_ERROR: [500, "Internal error", "The server failed. Nothing about your data was in the message it logged."],
  // ── starting the server ──
  SERVER_OPTION: [null, "Server option", "An option of the server has the wrong type or range."],
  LISTEN_REFUSED: [
    null,
    "Listening refused",
    "Beyond loopback a server answers only behind a proxy that ends TLS, and only when it is told so (D4).",
  ],
  MODEL_FILE: [
    null,
    "Model file refused",
    "Models are regular files that end in .velum, no symbolic links, each model and version once.",
  ],
  PAGE_FILES: [
    null,
    "Page refused",
    "The folder of the page is not what its build writes: index.html with its placeholders, and files of known kinds, no links.",
  ],
  DEMONSTRATION_FILES: [
    null,
    "Demonstration refused",
    "A folder for demonstrations holds one folder a model: demonstration.json, rows.csv and model.onnx, no links.",
  ],
  MODEL_DISCLOSURE: [
    null,
    "Model disclosure not allowed",
    "One request of a plan is answered with enough rows to determine the model, and the plan's mask holds for well-formed keys alone. Serve it only with allowModelDisclosure, or compile without that plan.",
  ],
  // ── what a client refuses of an answer; its other errors are in its own table ──
  RESPONSE_REFUSED: [
    null,
    "Response refused",
    "The response does not belong to this request, contract or key. It was not decrypted.",
  ],
  SERVER_ANSWER_INVALID: [null, "Server answer invalid", "The server's HTTP answer is not what the protocol allows."],
  // ── contracts ──
  CONTRACT_TOO_LARGE: [null, "Contract too large", "A contract is at most 64 KiB."],
  CONTRACT_NOT_JSON: [null, "Contract is not JSON", "The bytes are not JSON in UTF-8."],
  CONTRACT_NOT_CANONICAL: [
    null,
    "Contract is not canonical",
    "The bytes are not the canonical form of their own content.",
  ],
  CONTRACT_VERSION: [null, "Contract version", "The contract has a format version that this release does not read."],
  CONTRACT_FIELD: [
    null,
    "Contract field",
    "A field of the contract is missing, unknown, of the wrong type or out of its range.",
  ],
  CONTRACT_NAME: [
    null,
    "Contract name",
    "A name in the contract has characters that names may not have, or is too long.",
  ],
  CONTRACT_LIMIT: [
    null,
    "Contract over a limit",
    "The contract asks for more features, outputs, nodes or bytes than a client grants.",
  ],
  CONTRACT_SCHEMA: [
    null,
    "Contract schema",
    "Schema, preprocessing or post-processing of the contract are not valid or do not fit each other.",
  ],
  CONTRACT_PLAN: [null, "Contract plan", "A plan of the contract contradicts itself or its parameters."],
  CONTRACT_RING_DEGREE: [null, "Ring degree refused", "The ring degree has no published 128-bit limit."],
  CONTRACT_OVER_LIMIT: [
    null,
    "Modulus over the limit",
    "The total modulus is above the 128-bit limit of the ring degree.",
  ],
  CONTRACT_PRIME_COMPOSITE: [null, "Composite prime", "A number listed as a prime is composite."],
  CONTRACT_PRIME_TOO_WIDE: [null, "Prime too wide", "A prime has more than 30 bits, or too few to be one."],
  CONTRACT_PRIME_NOT_NTT: [null, "Prime not NTT-friendly", "A prime is not 1 modulo twice the ring degree."],
  CONTRACT_PRIME_REPEATED: [null, "Prime repeated", "A prime is listed twice."],
  CONTRACT_PARAMETERS_DIGEST: [
    null,
    "Parameter digest",
    "The parameter digest is not the digest of the parameters beside it.",
  ],
  CONTRACT_PARAMETERS_UNKNOWN: [
    null,
    "Parameters unknown",
    "The parameters are not among those that this client was built to accept.",
  ],
  // ── programs ──
  PROGRAM_NODE: [
    null,
    "Program node invalid",
    "A node has an unknown kind, or a field that is missing, unknown or out of its range.",
  ],
  PROGRAM_ORDER: [null, "Program order", "A node refers to itself, to a later node, or to one of the wrong kind."],
  PROGRAM_TOO_LARGE: [
    null,
    "Program too large",
    "More nodes, constants or released coefficients than the limits allow.",
  ],
  PROGRAM_PARAMETERS: [null, "Program parameters", "The program was made for other parameters."],
  PROGRAM_TENSOR: [null, "Program tensor", "A constant names no tensor, or one whose shape does not fit its encoding."],
  PROGRAM_LEVEL: [null, "Program level", "Operands are on different levels, or no prime is left to rescale by."],
  PROGRAM_SCALE: [null, "Program scale", "Operands have different scales, or a scale leaves the modulus."],
  PROGRAM_PARTS: [
    null,
    "Program parts",
    "A product of three parts goes where only two can, or a sum has operands of different numbers of parts.",
  ],
  PROGRAM_KEYS: [null, "Program keys", "Rotation and relinearization need parameters with special primes."],
  PROGRAM_LAYOUT: [null, "Program layout", "A node, or what a protect node releases, does not belong to the layout."],
  PROGRAM_VALUE_ORDER: [
    null,
    "Program order of values",
    "Values lie in coefficients for one node or for the client, and in slots for another.",
  ],
  PROGRAM_PACKING: [
    null,
    "Program packing",
    "The program was laid out for other blocks, rows or numbers of ciphertexts than the client packs.",
  ],
  PROGRAM_RANGE: [
    null,
    "Program range",
    "An output could wrap: the modulus at its end is below four times scale times bound.",
  ],
  PROGRAM_UNPROTECTED: [null, "Program unprotected", "An output does not come from a protect node of its own (A13)."],
  PROGRAM_FLOODING: [null, "Program flooding", "The flooding is below the policy (A3, A4, A13)."],
  PROGRAM_RELEASES: [
    null,
    "Program releases too much",
    "More coefficients are released than the mask survives under a crafted key (A1).",
  ],
  PROGRAM_MASK: [
    null,
    "Program mask too weak",
    "Modulus and hint bits together are above the bar for 128 bits where the zero is added.",
  ],
  PROGRAM_UNUSED: [
    null,
    "Program node unused",
    "A node has no use. Nothing may be left over that the rules did not look at.",
  ],
  // ── bundles ──
  BUNDLE_TOO_LARGE: [null, "Bundle too large", "The file is larger than the limit that the reader was given."],
  BUNDLE_TRUNCATED: [null, "Bundle truncated", "The file ends before its header says."],
  BUNDLE_HEADER: [null, "Bundle header", "The header is not that of a safetensors file."],
  BUNDLE_RANGES: [null, "Bundle ranges", "Tensors overlap, leave gaps, or have sizes that do not match their shapes."],
  BUNDLE_FORMAT: [null, "Bundle tensor format", "Tensors of a bundle are F64."],
  BUNDLE_NOT_FINITE: [null, "Bundle weight not finite", "A weight is NaN or infinite."],
  BUNDLE_MANIFEST: [
    null,
    "Bundle manifest",
    "The file has no manifest of ours, or one with a field that is missing, unknown or wrong.",
  ],
  BUNDLE_VERSION: [null, "Bundle version", "The bundle has a format version that this release does not read."],
  BUNDLE_DIGEST: [null, "Bundle digest", "Contract, program and weights do not belong together."],
  // ── compiling ──
  COMPILE_MODEL: [
    null,
    "Model invalid",
    "The model has weights that are not finite, or shapes that do not fit its inputs.",
  ],
  COMPILE_HEAD: [
    null,
    "Preparation of rows",
    "The model does something with its columns before the first layer that a contract cannot declare.",
  ],
  COMPILE_TAIL: [
    null,
    "Interpretation of outputs",
    "The model does something with its numbers after the last layer that a contract cannot declare.",
  ],
  COMPILE_COLUMNS: [null, "Columns", "Names of columns and the model's inputs do not fit each other."],
  COMPILE_SCHEMA: [null, "Schema and model", "The schema does not fit what the model does with its columns."],
  COMPILE_RANGES: [null, "No range", "Ranges of the inputs are not known. Give rows of data, or a schema with ranges."],
  COMPILE_RANGE_DATA: [
    null,
    "Range data",
    "The rows that show ranges do not fit the model, are too few, or are needed and were not given.",
  ],
  COMPILE_PLAN: [
    null,
    "Plan impossible",
    "A plan that was asked for cannot compute this model, or none can that exists so far.",
  ],
  PLAN_RELINEARIZATION: [
    null,
    "Network too deep",
    "The network has more hidden layers, or polynomials of higher degrees in them, than the largest parameters have levels for.",
  ],
  COMPILE_DISCLOSURE: [
    null,
    "Model disclosure not allowed",
    "One request of the plan is answered with enough rows to determine the model. Compile it with allowModelDisclosure, or without that plan.",
  ],
  COMPILE_OPTION: [null, "Compile option", "An option of the compiler has the wrong type or range."],
  COMPILE_TOO_WIDE: [
    null,
    "Model too wide",
    "Features times outputs do not fit into one ciphertext, or more outputs than may be released.",
  ],
  COMPILE_UNBOUNDED: [
    null,
    "Range unbounded",
    "A feature has no finite range, so no bound of the output can be proved.",
  ],
  COMPILE_PRECISION: [
    null,
    "Precision out of reach",
    "The proved range of the output is too wide for the promised precision. Narrow the ranges in the schema.",
  ],
} as const;

export type ProtocolErrorCode = keyof typeof TABLE;

/** Every error of client, server, compiler and of what they exchange. `docs/errors.md` is generated from this table. */
export const PROTOCOL_ERRORS: Readonly<Record<ProtocolErrorCode, ErrorEntry>> = Object.freeze(
  Object.fromEntries(
    Object.entries(TABLE).map(([code, [status, title, detail, retry]]) => [
      code,
      Object.freeze({ status, title, detail, retryable: retry === "retryable" }),
    ]),
  ) as Record<ProtocolErrorCode, ErrorEntry>,
);

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
