import { readFileSync } from "node:fs";
import { fitPolynomial, type TrainedModel, type TrainModelOptions, trainModel } from "@velum/model";
import { createShuffleRandom, logLoss, readTrainingTable, sigmoid, type TrainingTable } from "@velum/tabular";
import { heartSchema } from "../packages/model/src/heart/heart-schema.ts";
import { readCsv } from "../packages/model/src/test-support/csv-matrix.ts";

// What docs/training.md says in figures; see write-training-evidence.ts and training-evidence.test.ts.

interface Figures {
  readonly accuracy: number;
  readonly rocAuc: number;
  readonly logLoss: number;
}
interface Peer {
  readonly splits: readonly {
    readonly train: number[];
    readonly test: number[];
    readonly logistic: Figures;
    readonly net: { readonly starts: readonly Figures[] };
  }[];
}

const METRICS = ["accuracy", "rocAuc", "logLoss"] as const;
const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const { splits } = JSON.parse(read("packages/model/src/fixtures/heart-splits.json")) as Peer;

/** A table of a page: titles, and cells of texts and figures. */
export interface EvidenceTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly [name: string, ...figures: number[]])[];
  readonly digits: number;
}

export function heartTable(): TrainingTable {
  const { header, records } = readCsv("heart-disease");
  return readTrainingTable(header, records, heartSchema, { target: "target" });
}

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
const meanOf = (list: readonly Figures[]): Figures => ({
  accuracy: mean(list.map(({ accuracy }) => accuracy)),
  rocAuc: mean(list.map(({ rocAuc }) => rocAuc)),
  logLoss: mean(list.map((one) => one.logLoss)),
});
const figuresOf = ({ metrics }: TrainedModel): Figures => ({
  accuracy: metrics["accuracy"]!.value,
  rocAuc: metrics["rocAuc"]!.value,
  logLoss: metrics["logLoss"]!.value,
});

let found: Promise<EvidenceTable> | undefined;

/** Means over ten splits of the heart data, with everything left at its default. Measured once. */
export function besideScikitLearn(): Promise<EvidenceTable> {
  found ??= compareOnSplits();
  return found;
}

async function compareOnSplits(): Promise<EvidenceTable> {
  const table = heartTable();
  const ours = async (model: "logreg" | "mlp"): Promise<Figures> => {
    const found: Figures[] = [];
    for (const [seed, { train, test }] of splits.entries())
      found.push(figuresOf(await trainModel(table, { model, split: { train, test }, seed, resamples: 10 })));
    return meanOf(found);
  };
  const row = (name: string, figures: Figures) => [name, ...METRICS.map((metric) => figures[metric])] as const;
  return {
    titles: ["mean over ten splits", "accuracy", "ROC AUC", "log loss"],
    rows: [
      row("logistic regression, scikit-learn", meanOf(splits.map(({ logistic }) => logistic))),
      row("logistic regression, Velum", await ours("logreg")),
      row("MLPClassifier (ReLU), mean of ten starts", meanOf(splits.map(({ net }) => meanOf(net.starts)))),
      row("net of squares, Velum", await ours("mlp")),
    ],
    digits: 3,
  };
}

/** How much the area of scikit-learn's net depends on its start, on the split where it does most. */
export const spreadOfStarts = (): number =>
  Math.max(
    ...splits.map(({ net }) => {
      const areas = net.starts.map(({ rocAuc }) => rocAuc);
      return Math.max(...areas) - Math.min(...areas);
    }),
  );

const silu = (z: number): number => z * sigmoid(z);

/** The largest difference of SiLU and its polynomial on an interval. */
function fitError(degree: number, low: number, high: number): number {
  const coefficients = fitPolynomial(silu, degree, low, high);
  const at = (z: number): number => coefficients.reduceRight((sum, coefficient) => sum * z + coefficient, 0);
  const places = Array.from({ length: 1001 }, (_, i) => low + ((high - low) * i) / 1000);
  return Math.max(...places.map((z) => Math.abs(at(z) - silu(z))));
}

/** The largest error of a polynomial in place of SiLU, by the range of the sums. */
export function errorsByRange(): EvidenceTable {
  const degrees = [2, 4, 8];
  return {
    titles: ["sums from", ...degrees.map((degree) => `degree ${degree}`)],
    rows: [2, 4, 8, 16].map((end) => [`-${end} to ${end}`, ...degrees.map((degree) => fitError(degree, -end, end))]),
    digits: 5,
  };
}

/** Nets of 8 SiLU units with polynomials of degree 4: what keeps sums in range, and what it costs. */
export async function netsByRange(): Promise<EvidenceTable> {
  const [{ train, test }] = splits as [Peer["splits"][number]];
  const table = heartTable();
  const shared = { hidden: [[8]], activation: "silu", degree: 4, patience: 300 } as const;
  const row = async (name: string, rangePenalty: number, weightDecay: number) => {
    const mlp = { ...shared, rangePenalty, weightDecay: [weightDecay] };
    const options: TrainModelOptions = { model: "mlp", split: { train, test }, folds: 0, resamples: 10, seed: 1, mlp };
    const trained = await trainModel(table, options);
    const [low, high] = trained.hiddenRanges[0]!;
    const { rocAuc, logLoss: loss } = figuresOf(trained);
    return [name, Math.max(-low, high), fitError(4, low, high), rocAuc, loss] as const;
  };
  return {
    titles: ["trained with", "largest sum", "error of a SiLU's polynomial there", "ROC AUC", "log loss"],
    rows: [
      await row("no penalty, hardly any decay (0.01)", 0, 0.01),
      await row("no penalty, decay 1", 0, 1),
      await row("both, as by default (penalty beyond 3, decay 1)", 0.1, 1),
    ],
    digits: 3,
  };
}

/** What the contract of such a model promises, in units of the score. */
const PROMISE = 0.004;

/** The held-out scores of the logistic regression, and the same of a model whose weights were made a hundredth. */
export async function shrunkWeights(): Promise<EvidenceTable> {
  const { labels, scores } = await heldOutScores();
  const row = (name: string, factor: number) => {
    const shrunk = scores.map((score) => score * factor);
    const unsafe = shrunk.filter((score) => Math.abs(score) <= PROMISE).length;
    const right = shrunk.filter((score, i) => Number(score >= 0) === labels[i]).length;
    const largest = Math.max(...shrunk.map(Math.abs));
    return [name, largest, right / labels.length, logLoss(labels, shrunk.map(sigmoid)), unsafe] as const;
  };
  return {
    titles: ["weights", "largest score", "accuracy", "log loss", "labels that an error of 0.004 can change"],
    rows: [row("as trained", 1), row("a tenth", 0.1), row("a hundredth", 0.01)],
    digits: 3,
  };
}

/** An encrypted path that is wrong by a factor and an offset, before and after it is fitted to the clear scores. */
export async function fittedToClear(): Promise<EvidenceTable> {
  const { scores } = await heldOutScores();
  const wrong = scores.map((score) => 0.5 * score + 0.7);
  const [a, b] = [mean(wrong), mean(scores)];
  const slope = mean(wrong.map((x, i) => (x - a) * (scores[i]! - b))) / mean(wrong.map((x) => (x - a) ** 2));
  const fitted = wrong.map((x) => b + slope * (x - a));
  const row = (name: string, answers: readonly number[]) => {
    const largest = Math.max(...answers.map((answer, i) => Math.abs(answer - scores[i]!)));
    return [name, largest, answers.filter((answer, i) => answer >= 0 !== scores[i]! >= 0).length] as const;
  };
  return {
    titles: ["answers", "largest error", "labels that differ"],
    rows: [row("as decrypted", wrong), row("after a line was fitted to the clear scores", fitted)],
    digits: 3,
  };
}

async function heldOutScores() {
  const [{ train, test }] = splits as [Peer["splits"][number]];
  const table = heartTable();
  const { heldOutOutputs } = await trainModel(table, { model: "logreg", split: { train, test }, resamples: 10 });
  return { labels: test.map((row) => table.targets[row]!), scores: heldOutOutputs.map(([score]) => score!) };
}

/** Points whose class is the sign of x times y: what a hidden layer is for. */
export async function affineActivation(): Promise<EvidenceTable> {
  const table = quadrants();
  const options = { folds: 0, resamples: 10, seed: 1 } as const;
  const mlp = { weightDecay: [0.01], learningRate: 0.03, hidden: [[4]] };
  const affine = await trainModel(table, { ...options, model: "logreg" });
  const squares = await trainModel(table, { ...options, model: "mlp", mlp });
  return {
    titles: ["hidden layer of 4", "accuracy"],
    rows: [
      ["affine: one linear model, whatever its width", figuresOf(affine).accuracy],
      ["squares", figuresOf(squares).accuracy],
    ],
    digits: 2,
  };
}

function quadrants(): TrainingTable {
  const random = createShuffleRandom(5);
  const draw = (): number => random.below(4001) / 1000 - 2;
  const records = Array.from({ length: 400 }, () => {
    const [x, y] = [draw(), draw()];
    return [String(x), String(y), String(Number(x * y > 0))];
  });
  const range = { kind: "numeric", unit: "", optional: false, minimum: -2, maximum: 2 } as const;
  const features = ["x", "y"].map((name) => ({ ...range, name, label: name }));
  return readTrainingTable(["x", "y", "class"], records, { features }, { target: "class" });
}

/** All tables of the page, by the name of their place. */
export const EVIDENCE: Readonly<Record<string, () => EvidenceTable | Promise<EvidenceTable>>> = {
  "scikit-learn": besideScikitLearn,
  range: errorsByRange,
  nets: netsByRange,
  shrunk: shrunkWeights,
  fitted: fittedToClear,
  affine: affineActivation,
};

/** A table as it stands in the page. Whole numbers are counts. */
export function markdownTable({ titles, rows, digits }: EvidenceTable): string {
  const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(digits));
  return [
    `| ${titles.join(" | ")} |`,
    `|${titles.map(() => " --- |").join("")}`,
    ...rows.map(([name, ...figures]) => `| ${[name, ...figures.map(figure)].join(" | ")} |`),
  ].join("\n");
}
