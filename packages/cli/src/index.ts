/** `@velum/cli`: the `velum` command as a function. */
export { CLI_ERRORS, CliError, type CliErrorCode } from "./cli-error.ts";
export { EXIT, type ExitCode } from "./exit-code.ts";
export { runCommandLine } from "./program.ts";
