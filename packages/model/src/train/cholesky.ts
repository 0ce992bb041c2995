/**
 * Solves `matrix · x = vector` for a symmetric positive definite matrix by its Cholesky factor (G. H. Golub,
 * C. F. Van Loan, "Matrix Computations", 4th ed., section 4.2): n³/6 products, and stable without pivoting.
 *
 * @param matrix - n x n, row-major; its lower triangle is read and overwritten with the factor
 * @param vector - n numbers, left as they are
 * @returns n numbers, or `undefined` if the matrix is not positive definite in float64
 * @example
 * solveCholesky(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 8)); // [1, 2]
 */
export function solveCholesky(matrix: Float64Array, vector: Float64Array): Float64Array | undefined {
  return factorCholesky(matrix, vector.length) ? solveWithFactor(matrix, vector) : undefined;
}

/** Solves with the factor that {@link factorCholesky} left. */
export function solveWithFactor(factor: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return backward(factor, forward(factor, vector, n), n);
}

/** The lower factor in place of the n x n matrix. False at a pivot that is not positive, NaN among them. */
export function factorCholesky(a: Float64Array, n: number): boolean {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = a[row * n + column] ?? 0;
      for (let k = 0; k < column; k++) sum -= (a[row * n + k] ?? 0) * (a[column * n + k] ?? 0);
      if (row === column && !(sum > 0)) return false;
      a[row * n + column] = row === column ? Math.sqrt(sum) : sum / (a[column * n + column] ?? 1);
    }
  }
  return true;
}

function forward(l: Float64Array, vector: Float64Array, n: number): Float64Array {
  const y = Float64Array.from(vector);
  for (let row = 0; row < n; row++) {
    let sum = y[row] ?? 0;
    for (let k = 0; k < row; k++) sum -= (l[row * n + k] ?? 0) * (y[k] ?? 0);
    y[row] = sum / (l[row * n + row] ?? 1);
  }
  return y;
}

function backward(l: Float64Array, y: Float64Array, n: number): Float64Array {
  for (let row = n - 1; row >= 0; row--) {
    let sum = y[row] ?? 0;
    for (let k = row + 1; k < n; k++) sum -= (l[k * n + row] ?? 0) * (y[k] ?? 0);
    y[row] = sum / (l[row * n + row] ?? 1);
  }
  return y;
}
