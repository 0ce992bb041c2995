import type { BenchResult } from "../bench/src/result.ts";
import { OPERATION_COSTS, type OperationCost, type Shape } from "./operation-costs.ts";

/**
 * The tables of `docs/performance.md` from the results of `npm run bench -- ops --with node-seal --json`: a table a ring degree,
 * fastest run of each engine, and which part of ours the transforms alone would take at their own measured times.
 */
export function performanceTables(results: readonly BenchResult[]): string {
  const degrees = [...new Set(results.map((result) => result.ringDegree))];
  return degrees.map((ringDegree) => tableOf(results.filter((one) => one.ringDegree === ringDegree))).join("\n");
}

/** The table of `npm run bench -- lr --json`: the parts of one prediction. */
export const heartTable = (results: readonly BenchResult[]): string =>
  [
    "| case | fastest, µs | median, µs | error of the logit |",
    "| --- | ---: | ---: | ---: |",
    ...results.map(
      ({ case: name, min, median, error }) =>
        `| \`${name}\` | ${min.toFixed(1)} | ${median.toFixed(1)} | ${error.toExponential(1)} |`,
    ),
    "",
  ].join("\n");

/** The table of `npm run bench -- models --json`: whole models, and what compiling takes. */
export const wholeModelsTable = (results: readonly BenchResult[]): string =>
  [
    "| case | N | fastest, µs | median, µs | target, µs | bytes up | bytes down | error | MiB |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...results.map(({ case: name, ringDegree, min, median, target, bytes, error, peakMebibytes }) => {
      const cells = [
        `\`${name}\``,
        String(ringDegree),
        microseconds(min),
        microseconds(median),
        target === undefined ? "" : String(target),
        bytes === undefined ? "" : String(bytes.request),
        bytes === undefined ? "" : String(bytes.response),
        error === 0 ? "" : error.toExponential(1),
        peakMebibytes === undefined ? "" : String(Math.round(peakMebibytes)),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
    "",
  ].join("\n");

/** A row of many takes less than a tenth. */
const microseconds = (value: number): string => value.toFixed(value < 10 ? 3 : 0);

/** Puts tables between the marks of that name, in the place of the former ones. @throws Error for a page without the marks */
export function replaceTables(page: string, name: string, tables: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page expected ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${tables}\n${page.slice(to)}`;
}

function tableOf(results: readonly BenchResult[]): string {
  const ours = results.filter((result) => result.engine === "velum");
  const peers = new Map(results.filter((one) => one.engine !== "velum").map((one) => [one.case, one]));
  const timeOf = (name: string): number => ours.find((one) => one.case === name)?.min ?? Number.NaN;
  const rates = { forward: timeOf("ntt"), inverse: timeOf("intt") };
  const peer = [...peers.values()][0];
  return [
    `N = ${ours[0]!.ringDegree}. Velum: primes of ${spoken(ours[0]!.parameters)} bits.${peer === undefined ? "" : ` node-seal: ${spoken(peer.parameters)}.`}`,
    "",
    "| case | Velum, µs | node-seal, µs | ratio | NTTs | products | NTTs, share of the time | error of the answer |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...ours.map((one) => rowOf(one, peers.get(one.case), rates)),
    "",
  ].join("\n");
}

function rowOf(one: BenchResult, peer: BenchResult | undefined, rates: { forward: number; inverse: number }): string {
  const cost = OPERATION_COSTS[one.case]!(shapeOf(one.parameters));
  const { forward, inverse, products } = cost;
  const share = (forward * rates.forward + inverse * rates.inverse) / one.min;
  const cells = [
    `\`${one.case}\``,
    one.min.toFixed(1),
    peer?.min.toFixed(1) ?? "",
    peer === undefined ? "" : (one.min / peer.min).toFixed(2),
    count(forward + inverse),
    count(products),
    transforms(cost) > 1 ? `${Math.round(100 * share)} %` : "",
    one.error === 0 ? "0" : one.error.toExponential(1),
  ];
  return `| ${cells.join(" | ")} |`;
}

const transforms = ({ forward, inverse }: OperationCost): number => forward + inverse;
const count = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

/** `28+28|30` as "28, 28 and special 30". */
function spoken(parameters: string): string {
  const [primes = "", special = ""] = parameters.split("|");
  return `${primes.replaceAll("+", ", ")}${special === "" ? "" : ` and special ${special.replaceAll("+", ", ")}`}`;
}

function shapeOf(parameters: string): Shape {
  const [primes = "", special = ""] = parameters.split("|");
  return { limbs: primes.split("+").length, specialPrimes: special.split("+").length };
}
