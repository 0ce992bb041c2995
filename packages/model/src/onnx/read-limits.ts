/** How much of a file is read. Reading fails before more is kept in memory than these allow. */
export interface ReadLimits {
  /** Bytes of the file, and of each file with external data. */
  readonly maxBytes: number;
  /** Messages, integers and strings in the file: each costs an object in memory, however few bytes it has. */
  readonly maxItems: number;
  /** How deep messages may nest. */
  readonly maxDepth: number;
  readonly maxNodes: number;
  /** Elements of all constants together, folded ones included. */
  readonly maxElements: number;
}

/** Room for a network of four million weights, which is more than any encrypted program holds. */
export const DEFAULT_READ_LIMITS: ReadLimits = Object.freeze({
  maxBytes: 3 * 2 ** 23,
  maxItems: 2 ** 20,
  maxDepth: 32,
  maxNodes: 10_000,
  maxElements: 2 ** 22,
});
