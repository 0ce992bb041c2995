import type { WorkerProblem } from "./messages.ts";

/** An error of the worker, as the page's code catches it. */
export class PageError extends Error {
  readonly problem: WorkerProblem;

  constructor(problem: WorkerProblem) {
    super(problem.message);
    this.name = "PageError";
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Codes of the packages look like this. */
const CODE = /^[A-Z][A-Z_]+$/;

/** Keeps what is safe to show: the stable code, field and rule. Errors that are none of ours say nothing of themselves. */
export function problemOf(error: unknown): WorkerProblem {
  if (error instanceof PageError) return error.problem;
  const { code, message, argument, expected, server } = (error ?? {}) as Partial<WorkerProblem>;
  if (!(error instanceof Error) || typeof code !== "string" || !CODE.test(code)) {
    return { code: "INTERNAL", message: "Something went wrong in this tab.", ...NOTHING };
  }
  return { code, message: message ?? code, argument, expected, server };
}

const NOTHING = { argument: undefined, expected: undefined, server: undefined };
