import type { Feature } from "@velum/tabular";
import { grouped } from "../terminal/numbers.ts";
import { byteSize, counted, decimal, duration, interval } from "./format.ts";
import type { ActivationFacts, Inspection, OutputFacts, PlanFacts } from "./inspection.ts";

/** Facts that belong together: names and values for people, and sentences. */
export interface Section {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly lines: readonly string[];
}

const section = (title: string, facts: Section["facts"], lines: readonly string[] = []): Section => ({
  title,
  facts,
  lines,
});

/** An inspection as facts: what the terminal prints and what a comparison compares. Empty sections are left out. */
export function sectionsOf(inspection: Inspection): readonly Section[] {
  const { schema, layers, activations, outputs, plans, refusedPlans } = inspection;
  return [
    section("Warnings", [], inspection.warnings),
    section("Hints", [], inspection.hints),
    modelSection(inspection),
    section(
      "Layers",
      layers.map(({ from, became }) => [from, became]),
    ),
    section(
      "Activations",
      activations.map((activation) => [activation.name, activationText(activation)]),
    ),
    section(
      "Inputs",
      schema.features.map((feature) => [feature.name, featureText(feature)]),
    ),
    section(
      "Outputs",
      outputs.map((output) => [output.name, outputText(output)]),
    ),
    approximationSection(inspection),
    ...plans.map(planSection),
    section(
      "Plans not made",
      refusedPlans.map(({ plan, reason }) => [plan, reason]),
    ),
    disclosureSection(inspection),
    section("The server learns", [], inspection.serverLearns),
    section("The client learns", [], inspection.clientLearns),
    section("The contract discloses", [], inspection.contractDiscloses),
  ].filter(({ facts, lines }) => facts.length + lines.length > 0);
}

function modelSection({ model, schema, outputs }: Inspection): Section {
  const { name, version, title, contractDigest, fileBytes } = model;
  return section("Model", [
    ["name", `${name} ${version}`],
    ["title", title],
    ["inputs", counted(schema.features.length, "feature")],
    ["outputs", outputs.map(({ name }) => name).join(", ")],
    ["file", byteSize(fileBytes)],
    ...(contractDigest === null ? [] : [["contract", contractDigest] as const]),
  ]);
}

export function featureText(feature: Feature): string {
  const optional = feature.optional ? ", may be missing" : "";
  if (feature.kind === "categorical") return `one of ${feature.categories.length} categories${optional}`;
  const unit = feature.unit === "" ? "" : ` ${feature.unit}`;
  return `${interval([feature.minimum, feature.maximum])}${unit}${optional}`;
}

export function activationText({
  function: name,
  degree,
  exact,
  interval: fit,
  largestError,
  outside,
  proved,
  largestErrorBeyond,
}: ActivationFacts): string {
  if (exact) return `${name}: polynomial of degree ${degree}, exactly`;
  const beyond =
    proved[0] >= fit[0] && proved[1] <= fit[1]
      ? "no legal row goes beyond"
      : `off by up to ${decimal(largestErrorBeyond)} beyond, as far as legal rows go`;
  const data = outside === null ? "" : `, where ${decimal(100 * outside)} % of the range data are`;
  return `${name}: degree ${degree} on ${interval(fit)}, off by at most ${decimal(largestError)}; ${beyond}${data}`;
}

export function outputText({ largest, bound }: OutputFacts): string {
  return [...(largest === null ? [] : [`at most ${decimal(largest)} for any row`]), `stated as ${bound}`].join(", ");
}

function approximationSection({ approximation }: Inspection): Section {
  if (approximation === null) return section("Approximation", []);
  const { rows, largest, rms, sameLabel } = approximation;
  return section("Approximation", [
    ["compared", `${counted(rows, "row")} of range data, in the clear`],
    ["largest error", decimal(largest)],
    ["rms error", decimal(rms)],
    ...(sameLabel === null ? [] : [["same label", `${sameLabel} of ${rows}`] as const]),
  ]);
}

function planSection(plan: PlanFacts): Section {
  const { name, bytes, keySetBytes, rows, precision } = plan;
  const { securityBits } = plan.parameters;
  return section(`Plan ${name}`, [
    ["rows a request", counted(rows, "row")],
    ["parameters", parametersText(plan)],
    ...(securityBits === null ? [] : [["security", `${securityBits} bits (lattice-estimator, classical)`] as const]),
    ["promise", promiseText(plan)],
    ...precisionFacts(precision),
    ["bytes up", byteSize(bytes.request)],
    ["bytes down", byteSize(bytes.response)],
    ...(keySetBytes === 0 ? [] : [["key set, uploaded once", byteSize(keySetBytes)] as const]),
    ["operations", operationsText(plan)],
    ...costFacts(plan),
    ["protection", protectionText(plan)],
    ["model privacy", privacyText(plan)],
  ]);
}

export const promiseText = ({ precision: { maxError, roundingStep } }: PlanFacts): string =>
  `every output within ${decimal(maxError)}, rounded to multiples of ${decimal(roundingStep)}`;

/** Time and what a core manages, where it was estimated. */
export function costFacts({ cost }: PlanFacts): Section["facts"] {
  if (cost === null) return [];
  const { milliseconds, microsecondsPerRow, requestsPerSecond } = cost;
  return [
    ["estimated time", `${duration(1000 * milliseconds)} a request, ${duration(microsecondsPerRow)} a row`],
    ["sizing", `about ${decimal(requestsPerSecond)} requests a second a core`],
  ];
}

export const parametersText = ({
  parameters: { preset, ringDegree, primeBits, totalBits, limitBits },
}: PlanFacts): string =>
  `${preset === null ? "" : `${preset}: `}N = ${ringDegree}, primes of ${primeBits.map((bits) => bits.toFixed(0)).join(" + ")} bits, ${totalBits.toFixed(1)} of ${limitBits} bits`;

function precisionFacts({ sources, rms, worst }: PlanFacts["precision"]): Section["facts"] {
  if (rms === null || worst === null) return [];
  const parts = Object.entries(sources).map(([source, sd]) => `${source} ${decimal(sd)}`);
  return [
    ["expected error", `rms ${decimal(rms)}, worst ${decimal(worst)}`],
    ["error by source", parts.join(", ")],
  ];
}

export function operationsText({ operations }: PlanFacts): string {
  const parts = Object.entries(operations).filter(([, count]) => count > 0);
  return parts.map(([kind, count]) => `${kind} ${count}`).join(", ");
}

export function protectionText({ protection }: PlanFacts): string {
  const { level, flooding, statisticalBits } = protection;
  const strong = statisticalBits > 0 ? `, ${Math.floor(statisticalBits)} bits of statistical flooding a value` : "";
  return `${level}: flooding of ${decimal(flooding)}${strong}`;
}

export function privacyText({ protection }: PlanFacts): string {
  const { modelPrivacy, released, releaseCap, bitsPerValue } = protection;
  const bits = `at most ${decimal(bitsPerValue)} bits a released value`;
  return modelPrivacy === "any-key"
    ? `holds for any key: ${grouped(released)} of at most ${grouped(releaseCap)} values leave, ${bits}`
    : `holds for well-formed keys alone: ${grouped(released)} values leave, ${grouped(releaseCap)} would be safe for any key; ${bits}`;
}

function disclosureSection({ disclosure, plans }: Inspection): Section {
  const { effectiveParameters, answersThatDetermine } = disclosure;
  return section("Model disclosure", [
    ["effective parameters", String(effectiveParameters)],
    ["answers that determine the model", `about ${answersThatDetermine}`],
    ...plans.map(({ name, rows }) => [`one request of ${name} gives`, counted(rows, "answer")] as const),
  ]);
}
