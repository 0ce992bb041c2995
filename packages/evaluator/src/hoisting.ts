import type { Program } from "@velum/protocol";

/**
 * For the first rotation of each input, all rotations of it, itself first: what one decomposition serves.
 * @example hoistedRotations(program).get(3) // [3, 4, 5]: three rotations of one input
 */
export function hoistedRotations({ nodes }: Program): ReadonlyMap<number, readonly number[]> {
  const byInput = new Map<number, number[]>();
  nodes.forEach((node, id) => {
    if (node.kind !== "rotate") return;
    const group = byInput.get(node.input);
    if (group === undefined) byInput.set(node.input, [id]);
    else group.push(id);
  });
  return new Map(Array.from(byInput.values(), (group) => [group[0]!, Object.freeze(group)]));
}
