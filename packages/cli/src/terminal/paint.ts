/** Colors by meaning. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const CSI = "\u001b[";
const wrap =
  (open: number, close: number) =>
  (text: string): string =>
    `${CSI}${open}m${text}${CSI}${close}m`;
const same = (text: string): string => text;

const COLORED: Paint = Object.freeze({
  strong: wrap(1, 22),
  faint: wrap(2, 22),
  good: wrap(32, 39),
  bad: wrap(31, 39),
});
const PLAIN: Paint = Object.freeze({ strong: same, faint: same, good: same, bad: same });

/**
 * Colors on a terminal, plain text into files and pipes. `NO_COLOR` with any text switches them off (no-color.org).
 * @example createPaint(process.stdout.isTTY, process.env).good("agrees")
 */
export function createPaint(
  isTerminal: boolean | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const refused = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return isTerminal === true && !refused ? COLORED : PLAIN;
}
