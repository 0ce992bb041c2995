/** One square of a quadratic form: sign (weights x)^2, with one weight for each variable that it reads. */
export interface FormSquare {
  readonly sign: 1 | -1;
  readonly reads: readonly number[];
  readonly weights: Float64Array;
}

/** (1 + sqrt 17) / 8: the least growth, whether one variable is eliminated or two. */
const ALPHA: number = (1 + Math.sqrt(17)) / 8;

/**
 * A quadratic form x^T A x in n variables as n squares with signs: L D L^T with complete pivoting, of one variable or of two at once, so
 * that no square is much larger than the form (J. R. Bunch, B. N. Parlett, SIAM J. Numer. Anal. 8, 1971). The order of the variables
 * depends on the form; how many numbers squares read does not: n, n, n - 1, …, 2, of which some weights may be zero.
 * @param symmetric - A, row by row
 */
export function bunchParlett(symmetric: Float64Array, variables: number): readonly FormSquare[] {
  const form = symmetric.slice();
  const order = Array.from({ length: variables }, (_, i) => i);
  const at = (i: number, j: number): number => form[order[i]! * variables + order[j]!]!;
  const squares: FormSquare[] = [];
  while (squares.length < variables) {
    const done = squares.length;
    const { diagonal, pair } = largest(at, done, variables);
    const single = Math.abs(at(diagonal, diagonal)) >= ALPHA * (pair === undefined ? 0 : Math.abs(at(...pair)));
    (single ? [diagonal] : pair!).forEach((from, p) => {
      [order[done + p], order[from]] = [order[from]!, order[done + p]!];
    });
    const pivots = single ? [[at(done, done), [1]] as const] : eigenpairs(at, done);
    const made = pivots.map(([value, vector], p): FormSquare => {
      const from = Math.max(0, done + p - 1);
      const weights = Float64Array.from({ length: variables - from }, (_, j) =>
        weightOf(at, done, value, vector, from + j),
      );
      return { sign: value < 0 ? -1 : 1, reads: order.slice(from), weights };
    });
    for (const square of made) subtract(form, variables, square);
    squares.push(...made);
  }
  return squares;
}

type Entry = (i: number, j: number) => number;

/** The largest element of the diagonal, and the largest beside it, by absolute value. */
function largest(at: Entry, done: number, variables: number): { diagonal: number; pair: [number, number] | undefined } {
  let diagonal = done;
  let pair: [number, number] | undefined;
  for (let i = done; i < variables; i++) {
    if (Math.abs(at(i, i)) > Math.abs(at(diagonal, diagonal))) diagonal = i;
    for (let j = i + 1; j < variables; j++)
      if (pair === undefined || Math.abs(at(i, j)) > Math.abs(at(...pair))) pair = [i, j];
  }
  return { diagonal, pair };
}

/** Eigenvalues and unit eigenvectors of the 2 x 2 pivot. */
function eigenpairs(at: Entry, done: number): readonly (readonly [number, readonly number[]])[] {
  const [a, b, c] = [at(done, done), at(done, done + 1), at(done + 1, done + 1)];
  const angle = Math.atan2(2 * b, a - c) / 2;
  const [mean, radius] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
  return [
    [mean + radius, [Math.cos(angle), Math.sin(angle)]],
    [mean - radius, [-Math.sin(angle), Math.cos(angle)]],
  ];
}

/** What variable `j` of the order has in the square of one eigenvector of a pivot that begins at `done`. */
function weightOf(at: Entry, done: number, eigenvalue: number, vector: readonly number[], j: number): number {
  const size = Math.sqrt(Math.abs(eigenvalue));
  if (j < done || size === 0) return 0;
  if (j < done + vector.length) return size * vector[j - done]!;
  return (Math.sign(eigenvalue) / size) * vector.reduce((sum, v, p) => sum + v * at(done + p, j), 0);
}

function subtract(form: Float64Array, variables: number, { sign, reads, weights }: FormSquare): void {
  reads.forEach((i, a) => {
    reads.forEach((j, b) => {
      form[i * variables + j]! -= sign * weights[a]! * weights[b]!;
    });
  });
}
