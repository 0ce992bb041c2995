import { constantSlots, type Program, type SlotConstant, type Tensors } from "@velum/protocol";

/** Runs a diagonal program on slots in the clear: what its protected result holds in every slot. */
export function runSlots({ nodes }: Program, tensors: Tensors, input: Float64Array): Float64Array {
  const slots = input.length;
  const values: Float64Array[] = [];
  let result = input;
  const rotated = (value: Float64Array, steps: number): Float64Array =>
    value.map((_, i) => value[(i + steps) % slots]!);
  const sum = (terms: readonly Float64Array[]): Float64Array =>
    terms[0]!.map((_, i) => terms.reduce((total, term) => total + term[i]!, 0));
  const product = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value * b[i]!);
  for (const node of nodes) {
    switch (node.kind) {
      case "input":
        values.push(input);
        break;
      case "constant":
        values.push(constantSlots(node as SlotConstant, tensors, slots));
        break;
      case "rotate":
        values.push(rotated(values[node.input]!, node.steps));
        break;
      case "innerProduct":
        values.push(sum(node.inputs.map((id, k) => product(values[id]!, values[node.constants[k]!]!))));
        break;
      case "rotateSum":
        values.push(sum(node.inputs.map((id, k) => rotated(values[id]!, node.steps[k]!))));
        break;
      case "addPlain":
        values.push(sum([values[node.input]!, values[node.constant]!]));
        break;
      case "square":
        values.push(product(values[node.input]!, values[node.input]!));
        break;
      case "sumOfProducts": {
        const products = node.lefts.map((left, k) => product(values[left]!, values[node.rights[k]!]!));
        values.push(sum(node.addend === null ? products : [...products, values[node.addend]!]));
        break;
      }
      case "rescale":
      case "dropLevel":
      case "relinearizeRescale":
        values.push(values[node.input]!);
        break;
      case "protect":
        result = values[node.input]!;
        values.push(result);
        break;
      case "output":
        break;
      default:
        throw new Error(`${node.kind} is no node of the diagonal layout`);
    }
  }
  return result;
}
