import type { PlannedModel } from "../compile.ts";
import type { Layer } from "../network/layers.ts";
import type { CheckedModel } from "../passes/check-model.ts";
import type { ChosenPlans } from "../passes/choose-plans.ts";
import { hiddenLayers, layerDegree } from "../passes/fit-activation.ts";
import type { LayeredNetwork } from "../passes/layered-network.ts";
import type { LayerReport } from "./report.ts";

/** Layers of the model and what became of them. */
export function layersReport({
  model,
  folded,
  network,
  chosen,
}: PlannedModel & { readonly model: CheckedModel }): readonly LayerReport[] {
  const degrees = hiddenLayers(chosen.approximation.network).map(layerDegree);
  let stayed = 0;
  let activations = 0;
  return model.layers.map((layer): LayerReport => {
    const text = layer.kind === "affine" ? `${layer.inputs} -> ${layer.outputs}` : layer.activation.name;
    if (layer.kind === "activation") {
      const line = folded.lines.includes(activations++);
      const degree = line ? 1 : degrees[stayed++]!;
      return {
        kind: "activation",
        text,
        became: line ? "a line: folded into the layers around it" : polynomialText(layer, degree),
      };
    }
    const whole = network.hidden === null && model.layers.length > 1;
    return {
      kind: "affine",
      text,
      became: whole ? "part of the one linear layer that is left" : affineText(network, chosen),
    };
  });
}

const polynomialText = (layer: Extract<Layer, { kind: "activation" }>, degree: number): string =>
  layer.activation.name === "square"
    ? "squares, exactly"
    : `a polynomial of degree ${degree} for each of ${layer.width} values`;

function affineText({ hidden }: LayeredNetwork, { plans, approximation }: ChosenPlans): string {
  if (hidden === null) return "an inner product with the encrypted row";
  const forms = [
    ...(plans.some(({ program }) => program.layout === "dot")
      ? [`multiplied out over all monomials up to degree ${approximation.network.degree}`]
      : []),
    ...(plans.some(({ program }) => program.layout === "columns") ? ["sums of columns, many rows at once"] : []),
    ...(plans.some(({ program }) => program.layout === "diagonal")
      ? ["diagonals of its matrix times rotations of one row, with a key set"]
      : []),
  ];
  return forms.join("; or ");
}
