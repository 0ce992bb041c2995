import { describe, expect, it } from "vitest";
import { networkModel, polynomialOfDegree, rowsIn } from "../../reference/networks.ts";
import { ACTIVATIONS } from "../../reference/polynomial-networks.ts";
import { unitRanges } from "../../reference/square-networks.ts";
import { type Activation, SQUARE } from "../network/activation.ts";
import type { ApproximationError } from "./approximation.ts";
import { chooseApproximations } from "./choose-approximations.ts";
import { chooseLayerDegrees } from "./choose-layer-degrees.ts";
import { hiddenLayers, layerDegree, type PolynomialNetwork } from "./fit-activation.ts";
import { layeredNetwork } from "./layered-network.ts";

const [relu, tanh] = ACTIVATIONS as [Activation, Activation];
const ROWS = rowsIn(5, 120, 3);

function chosen(activations: readonly Activation[], isNear: (error: ApproximationError) => boolean, rows = ROWS) {
  const widths = [5, ...activations.map(() => 6), 1];
  const network = layeredNetwork(networkModel(widths, activations, 5).layers);
  return chooseLayerDegrees(network, unitRanges(5), rows, isNear);
}

const degreesOf = (network: PolynomialNetwork): readonly number[] => hiddenLayers(network).map(layerDegree);

describe("chooseLayerDegrees", () => {
  it("takes the lowest degrees that are near enough: one step less in any layer is not", () => {
    const bar = 1e-3;
    const { network, error } = chosen([tanh, tanh], ({ rms }) => rms <= bar)[0]!;
    expect(error!.rms).toBeLessThanOrEqual(bar);
    const [first, second] = degreesOf(network) as [number, number];
    expect(Math.max(first, second)).toBeGreaterThan(2);
    const tighter = degreesOf(chosen([tanh, tanh], ({ rms }) => rms <= bar / 30)[0]!.network) as [number, number];
    expect(tighter[0] + tighter[1]).toBeGreaterThan(first + second);
  });

  it("stops where more is of little use: the kink of ReLU", () => {
    const found = chosen([relu], () => false);
    const [best, ...others] = found;
    for (const { network, error } of others) {
      if (layerDegree(network.hidden!) < layerDegree(best!.network.hidden!)) continue;
      expect(error!.rms).toBeGreaterThan(0.85 * best!.error!.rms);
    }
  });

  it("keeps polynomials as they are, squares behind other activations among them", () => {
    const found = chosen([polynomialOfDegree(5, 1), SQUARE], () => true, []);
    expect(found.map(({ network }) => degreesOf(network))).toEqual([[5, 2]]);
    expect(found[0]!.error).toBeNull();
    expect(degreesOf(chosen([tanh, SQUARE], ({ rms }) => rms < 1e-3)[0]!.network)[1]).toBe(2);
  });

  it.each<[string, readonly Activation[], string]>([
    ["six hidden layers", [tanh, tanh, tanh, tanh, tanh, tanh], "none are left for hidden layer 6 (tanh)"],
    [
      "degrees that add up",
      [polynomialOfDegree(31, 1), polynomialOfDegree(31, 2)],
      "2 hidden layers, which need 2 levels more; none are left for hidden layer 2 (polynomial)",
    ],
  ])("refuses %s: which layer, how many levels are missing, what would help", (_, activations, message) => {
    expect(() => chosen(activations, () => true)).toThrow(
      expect.objectContaining({ code: "PLAN_RELINEARIZATION", message: expect.stringContaining(message) }),
    );
  });
});

describe("chooseApproximations", () => {
  const degrees = (activation: Activation, plans?: readonly ("dot" | "diagonal")[], maxError?: number) =>
    chooseApproximations(layeredNetwork(networkModel([5, 6, 1], [activation], 5).layers), unitRanges(5), ROWS, {
      plans,
      maxError,
    }).map(({ network }) => network.degree);

  it("multiplies one hidden layer out without a key set where that is near enough, or where it is asked for", () => {
    expect(Math.max(...degrees(tanh))).toBeLessThanOrEqual(4);
    expect(Math.max(...degrees(relu, ["dot"]))).toBeLessThanOrEqual(4);
  });

  it("goes as far as the promise where products of ciphertexts are asked for", () => {
    expect(degrees(tanh, ["diagonal"], 0.004)[0]).toBeGreaterThan(4);
    expect(degrees(tanh, ["diagonal"], 1)[0]).toBe(2);
  });
});
