import type { LinearModel } from "../linear-model.ts";
import { addNode, addNumbers, type GraphDraft } from "./graph-draft.ts";
import type { MlpLayer, MlpModel } from "./mlp-model.ts";

/**
 * Adds the layers of a model.
 *
 * @param input - name of the table that they read
 * @returns the name of the table of outputs
 */
export function addLayers(draft: GraphDraft, model: LinearModel | MlpModel, input: string): string {
  const layers: readonly MlpLayer[] =
    model.kind === "mlp" ? model.layers : [{ ...model, activation: { kind: "identity" } }];
  return layers.reduce((value, layer, index) => addLayer(draft, layer, value, `layer ${index + 1}`), input);
}

function addLayer(draft: GraphDraft, { weights, bias, activation }: MlpLayer, input: string, name: string): string {
  const outputs = bias.length;
  const matrix = addNumbers(draft, `${name}/weights`, [outputs, weights.length / outputs], weights);
  const offsets = addNumbers(draft, `${name}/bias`, [outputs], bias);
  const sums = addNode(draft, `${name}/sums`, {
    kind: "gemm",
    alpha: 1,
    beta: 1,
    transposeA: false,
    transposeB: true,
    inputs: [input, matrix, offsets],
  });
  return activation.kind === "identity" ? sums : addPolynomial(draft, activation.coefficients, sums, name);
}

/** By Horner's rule, without the products with 1 and the sums with 0: the square is one product. */
function addPolynomial(draft: GraphDraft, coefficients: readonly number[], z: string, name: string): string {
  const degree = coefficients.findLastIndex((coefficient) => coefficient !== 0);
  const leading = coefficients[degree] ?? 0;
  let value = z;
  if (leading !== 1) {
    const factor = addNumbers(draft, `${name}/coefficient ${degree}`, [1], [leading]);
    value = addNode(draft, `${name}/power ${degree}`, { kind: "binary", function: "mul", inputs: [z, factor] });
  }
  for (let power = degree - 1; power >= 0; power--) {
    const coefficient = coefficients[power] ?? 0;
    if (coefficient !== 0) {
      const term = addNumbers(draft, `${name}/coefficient ${power}`, [1], [coefficient]);
      value = addNode(draft, `${name}/sum ${power}`, { kind: "binary", function: "add", inputs: [value, term] });
    }
    if (power === 0) break;
    value = addNode(draft, `${name}/product ${power}`, { kind: "binary", function: "mul", inputs: [value, z] });
  }
  return value;
}
