/**
 * A polynomial of x for each slot, as the sum of a constant, of multiples of powers D_j of x, and of products of further such
 * polynomials with a D_j: what is computed of it one level below its highest power. D_0 = x and D_{j+1} = D_j^2 - 2.
 */
export interface ProductTree {
  /** Index of the constant in the product basis. */
  readonly constant: number;
  readonly multiples: readonly { readonly power: number; readonly index: number }[];
  readonly products: readonly { readonly power: number; readonly factor: ProductTree }[];
  /** Levels from x to the polynomial. */
  readonly levels: number;
}

/** Levels of a polynomial of a degree: 1 for a line, 2 up to 3, 3 up to 7, 4 up to 15, 5 up to 31. */
export const treeLevels = (degree: number): number => Math.ceil(Math.log2(degree + 1));

/**
 * The tree of a degree, by division by D_j from the highest on: the quotients have about half as many entries, and all products of
 * one polynomial are added up before they are relinearized, so that degree 3 takes 2 relinearizations with the squares, 7 takes
 * 4, 15 takes 7 and 31 takes 12. (Paterson and Stockmeyer's babies of all powers need a level more; this is the least depth there is.)
 * What it looks like follows from the degree alone, never from a coefficient (A12).
 */
export const productTree = (degree: number): ProductTree => treeOf(0, degree + 1);

/** Of entries `from` to `from + count - 1` of the product basis. */
function treeOf(from: number, count: number): ProductTree {
  const powers = Array.from({ length: treeLevels(count - 1) }, (_, power) => {
    return { power, index: from + 2 ** power, size: Math.min(2 ** power, count - 2 ** power) };
  });
  return Object.freeze({
    constant: from,
    multiples: powers.flatMap(({ power, index, size }) => (size === 1 ? [{ power, index }] : [])),
    products: powers.flatMap(({ power, index, size }) => (size === 1 ? [] : [{ power, factor: treeOf(index, size) }])),
    levels: treeLevels(count - 1),
  });
}

/** The polynomial's value at x, for its coefficients in the product basis. */
export function evaluateTree(tree: ProductTree, coefficients: ArrayLike<number>, x: number): number {
  const powers: number[] = [x];
  for (let j = 1; j < tree.levels; j++) powers.push(powers[j - 1]! ** 2 - 2);
  const value = ({ constant, multiples, products }: ProductTree): number =>
    multiples.reduce((sum, { power, index }) => sum + coefficients[index]! * powers[power]!, 0) +
    products.reduce((sum, { power, factor }) => sum + value(factor) * powers[power]!, coefficients[constant]!);
  return value(tree);
}
