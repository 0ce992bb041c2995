import type { VelumClient } from "@velum/client";
import type { BundlePlan, Contract } from "@velum/protocol";
import {
  applyPreprocessing,
  type CheckedRow,
  checkRow,
  createShuffleRandom,
  type Feature,
  type Row,
  type ShuffleRandom,
  type Value,
} from "@velum/tabular";
import { type AskSettings, askAll } from "./ask-encrypted.ts";
import { largestGap } from "./errors.ts";
import { clearOutputs, roundedOutputs } from "./plan-outputs.ts";

/** The input with the largest error that was found inside the contract's ranges. Made up: it is nobody's. */
export interface WorstSearch {
  readonly plan: string;
  /** Rows that were tried in the clear. */
  readonly tried: number;
  /** Encrypted answers that were asked for. */
  readonly asked: number;
  readonly maxError: number;
  /** Largest error of an encrypted answer. */
  readonly largest: number;
  /** The part of it that the rounding of the weights makes, and that comes again with every key. */
  readonly rounding: number;
  readonly row: Row;
}

const STARTS = 12;
const SWEEPS = 4;
/** Keys are fresh each time, so that the same row is asked more than once. */
const REPEATS = 8;

/**
 * Climbs from random rows to those with the largest error by the rounding of weights, changing one feature at a time to its
 * ends, its categories and values between; then asks about the best of them, encrypted, under several keys.
 * @param seed - an integer from 0 to 2^32 - 1
 */
export async function searchWorst(
  client: VelumClient,
  plan: BundlePlan,
  seed: number,
  settings: AskSettings,
): Promise<WorstSearch> {
  const { contract } = client;
  const random = createShuffleRandom(seed);
  let tried = 0;
  const errorOf = (row: Row): number => {
    tried++;
    const x = encode(contract, row);
    return largestGap(roundedOutputs(plan, [x])[0]!, clearOutputs(plan, [x])[0]!);
  };
  const rows = Array.from({ length: STARTS }, () => climb(contract, random, errorOf));
  const asked = rows.flatMap((row) => Array.from({ length: REPEATS }, () => checkRow(contract.schema, row)));
  const { outputs } = await askAll(client, asked, { ...settings, plan: plan.summary.name });
  const clear = clearOutputs(
    plan,
    asked.map((row) => encode(contract, row)),
  );
  const errors = outputs.map((answer, i) => largestGap(answer, clear[i]!));
  const worst = errors.indexOf(Math.max(...errors));
  return {
    plan: plan.summary.name,
    tried,
    asked: asked.length,
    maxError: plan.summary.precision.maxError,
    largest: errors[worst]!,
    rounding: errorOf(asked[worst]!),
    row: asked[worst]!,
  };
}

const encode = ({ schema, preprocessing }: Contract, row: Row): Float64Array =>
  applyPreprocessing(preprocessing, checkRow(schema, row));

function climb({ schema }: Contract, random: ShuffleRandom, errorOf: (row: Row) => number): Row {
  let row: Row = Object.fromEntries(
    schema.features.map((feature) => [feature.name, pick(candidates(feature, random), random)]),
  );
  let error = errorOf(row);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const before = error;
    for (const feature of schema.features) {
      for (const value of candidates(feature, random)) {
        const other = { ...row, [feature.name]: value };
        const otherError = errorOf(other);
        if (otherError > error) [row, error] = [other, otherError];
      }
    }
    if (error === before) break;
  }
  return row as CheckedRow;
}

const MOST_CATEGORIES = 32;

function candidates(feature: Feature, random: ShuffleRandom): readonly Value[] {
  if (feature.kind === "categorical") return feature.categories.slice(0, MOST_CATEGORIES).map(({ code }) => code);
  const { minimum, maximum } = feature;
  return [minimum, maximum, minimum + ((maximum - minimum) * random.below(1001)) / 1000];
}

const pick = <T>(list: readonly T[], random: ShuffleRandom): T => list[random.below(list.length)]!;
