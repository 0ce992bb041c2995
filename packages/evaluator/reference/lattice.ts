/** Floating-point LLL (Lenstra, Lenstra, Lovász 1982; delta 0.99), in place. Rows of integers below 2^53. For small attacks. */
export function reduceLattice(rows: number[][]): number[][] {
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const n = rows.length;
  const orthogonal: number[][] = [];
  const norms: number[] = [];
  const mu = rows.map(() => new Array<number>(n).fill(0));
  const orthogonalize = (k: number): void => {
    let rest = rows[k]!.slice();
    for (let j = 0; j < k; j++) {
      mu[k]![j] = dot(rows[k]!, orthogonal[j]!) / norms[j]!;
      rest = rest.map((x, i) => x - mu[k]![j]! * orthogonal[j]![i]!);
    }
    orthogonal[k] = rest;
    norms[k] = dot(rest, rest);
  };
  orthogonalize(0);
  for (let k = 1; k < n; ) {
    for (let pass = 0; pass < 2; pass++) {
      orthogonalize(k);
      for (let j = k - 1; j >= 0; j--) {
        const times = Math.round(mu[k]![j]!);
        if (times === 0) continue;
        rows[k] = rows[k]!.map((x, i) => x - times * rows[j]![i]!);
        orthogonalize(k);
      }
    }
    if (norms[k]! >= (0.99 - mu[k]![k - 1]! ** 2) * norms[k - 1]!) k++;
    else {
      [rows[k - 1], rows[k]] = [rows[k]!, rows[k - 1]!];
      orthogonalize(k - 1);
      k = Math.max(1, k - 1);
    }
  }
  return rows;
}

/**
 * Small integers w with equations[i] . w = right[i] + (small error) mod q: the shortest vector of the lattice of all
 * (error, w, 1), weighted so that its entries have one size (Kannan's embedding).
 */
export function solveSmall(
  equations: readonly (readonly number[])[],
  right: readonly number[],
  q: number,
  errorSize: number,
  weightSize: number,
): number[] {
  const m = equations.length;
  const d = equations[0]!.length;
  const stretch = Math.round(weightSize / errorSize);
  const rows: number[][] = [];
  for (let i = 0; i < m; i++) rows.push(unit(m + d + 1, i, q * stretch));
  for (let j = 0; j < d; j++) {
    const row = unit(m + d + 1, m + j, 1);
    equations.forEach((equation, i) => {
      row[i] = equation[j]! * stretch;
    });
    rows.push(row);
  }
  const target = unit(m + d + 1, m + d, weightSize);
  right.forEach((value, i) => {
    target[i] = -value * stretch;
  });
  rows.push(target);
  const found = reduceLattice(rows).find((row) => Math.abs(row[m + d]!) === weightSize);
  return found === undefined ? [] : found.slice(m, m + d).map((w) => w * Math.sign(found[m + d]!));
}

function unit(length: number, at: number, value: number): number[] {
  const row = new Array<number>(length).fill(0);
  row[at] = value;
  return row;
}
