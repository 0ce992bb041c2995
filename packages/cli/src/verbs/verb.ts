import { InvalidArgumentError } from "commander";
import type { ExitCode } from "../exit-code.ts";

/** Runs a verb to its end and tells of what it throws. */
export type End = (json: boolean, run: () => Promise<ExitCode>) => Promise<void>;

/** Reads an option as a whole number within bounds. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}
