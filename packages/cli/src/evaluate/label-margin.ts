/** Halvings of the interval: the margin is known to a thousandth of the limit. */
const HALVINGS = 10;

/**
 * How far the outputs of a row are from another label: the smallest error of single outputs, all of one size, that changes it.
 * Errors are tried where they do most: one output up and all others down, and the other way round. For scores that are compared
 * with a threshold or with each other this is exact.
 *
 * @param labelOf - the label for decrypted outputs
 * @param limit - errors beyond are not tried, above 0
 * @returns `null` where no error up to the limit changes the label
 * @example labelMargin(([score]) => score >= 0, [0.25], 1); // 0.25
 */
export function labelMargin(
  labelOf: (outputs: readonly number[]) => unknown,
  outputs: readonly number[],
  limit: number,
): number | null {
  const label = labelOf(outputs);
  const changes = (error: number): boolean =>
    outputs.some((_, raised) =>
      [error, -error].some(
        (step) => labelOf(outputs.map((value, i) => (i === raised ? value + step : value - step))) !== label,
      ),
    );
  if (!changes(limit)) return null;
  let [safe, unsafe] = [0, limit];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (safe + unsafe) / 2;
    if (changes(middle)) unsafe = middle;
    else safe = middle;
  }
  return unsafe;
}
