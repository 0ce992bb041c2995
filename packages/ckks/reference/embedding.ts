/** The canonical embedding by its definition, O(n^2): slots re, im interleaved. */

const angle = (exponent: number, n: number): number => (Math.PI * (exponent % (2 * n))) / n;

function slotExponents(n: number): number[] {
  const exponents = [1];
  while (exponents.length < n / 2) exponents.push((exponents.at(-1)! * 5) % (2 * n));
  return exponents;
}

/** slot j = m(zeta^(5^j)), zeta = exp(i pi / n). */
export function coefficientsToSlots(coefficients: ArrayLike<number>): number[] {
  const n = coefficients.length;
  return slotExponents(n).flatMap((e) => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < n; i++) {
      re += coefficients[i]! * Math.cos(angle(e * i, n));
      im += coefficients[i]! * Math.sin(angle(e * i, n));
    }
    return [re, im];
  });
}

/** coefficient i = 2/n Re sum_j slot_j zeta^(-5^j i): the inverse by orthogonality. */
export function slotsToCoefficients(slots: ArrayLike<number>): number[] {
  const n = slots.length;
  const exponents = slotExponents(n);
  return Array.from({ length: n }, (_, i) => {
    let sum = 0;
    exponents.forEach((e, j) => {
      sum += slots[2 * j]! * Math.cos(angle(e * i, n)) + slots[2 * j + 1]! * Math.sin(angle(e * i, n));
    });
    return (2 * sum) / n;
  });
}
