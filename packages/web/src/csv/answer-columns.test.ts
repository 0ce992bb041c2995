import type { Contract } from "@velum/protocol";
import { checkPostprocessing, type Prediction } from "@velum/tabular";
import { expect, it } from "vitest";
import { answerColumns } from "./answer-columns.ts";

const contractWith = (postprocessing: object, outputs: readonly string[]): Contract =>
  ({ postprocessing: checkPostprocessing(postprocessing, outputs.length), outputs }) as unknown as Contract;

it("gives a label and its probability for two classes", () => {
  const columns = answerColumns(
    contractWith({ kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 }, ["logit"]),
  );
  expect(columns.titles).toEqual(["prediction", "probability"]);
  const answer: Prediction = { kind: "class", probability: 0.7, label: "yes" };
  expect([columns.cells(answer), columns.label(answer)]).toEqual([["yes", 0.7], "yes"]);
});

it("gives the quantity alone where there are no classes", () => {
  const columns = answerColumns(contractWith({ kind: "identity", name: "progression", unit: "" }, ["y"]));
  const answer: Prediction = { kind: "value", value: 151.5 };
  expect([columns.titles, columns.cells(answer), columns.label(answer)]).toEqual([["prediction"], [151.5], undefined]);
});

it("gives a probability for each of several classes", () => {
  const outputs = [
    { kind: "label", name: "class", steps: [], choice: { kind: "largest" }, labels: ["a", "b", "c"] },
    { kind: "values", name: "probabilities", steps: [{ kind: "softmax" }] },
  ];
  const columns = answerColumns(contractWith({ kind: "outputs", outputs }, ["s0", "s1", "s2"]));
  expect(columns.titles).toEqual(["prediction", "probability of a", "probability of b", "probability of c"]);
  const answer: Prediction = { kind: "outputs", outputs: { class: "b", probabilities: [0.2, 0.5, 0.3] } };
  expect(columns.cells(answer)).toEqual(["b", 0.2, 0.5, 0.3]);
});
