/** What progress is written to: standard error, so that standard output stays the answer. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Progress of long work: a bar on a terminal, now and then a line elsewhere. */
export interface Progress {
  /** @param fraction - from 0 to 1 @param text - what has been done so far */
  update(fraction: number, text: string): void;
  /** Takes the bar away. */
  clear(): void;
}

const BAR_LENGTH = 24;
/** Milliseconds between two pictures of the bar, and between two lines. */
const BAR_PAUSE = 100;
const LINE_PAUSE = 5000;
const CLEAR_LINE = "\r\u001b[2K";

/** No progress at all, for `--json`. */
export const SILENT: Progress = Object.freeze({ update: () => {}, clear: () => {} });

/**
 * @param now - milliseconds of a steady clock
 * @example const progress = createProgress(process.stderr); progress.update(0.5, "10,000 rows"); progress.clear();
 */
export function createProgress(stream: ProgressStream, now: () => number = () => performance.now()): Progress {
  const bar = stream.isTTY === true;
  const pause = bar ? BAR_PAUSE : LINE_PAUSE;
  const started = now();
  let last = bar ? started - pause : started;
  let drawn = false;
  return Object.freeze({
    update(fraction: number, text: string) {
      if (now() - last < pause) return;
      last = now();
      const left = remaining(fraction, last - started);
      drawn ||= bar;
      stream.write(
        bar ? barOf(fraction, `${text}${left}`, stream.columns ?? 80) : `${percent(fraction)} ${text}${left}\n`,
      );
    },
    clear() {
      if (drawn) stream.write(CLEAR_LINE);
      drawn = false;
    },
  });
}

function barOf(fraction: number, text: string, columns: number): string {
  const full = Math.floor(clamp(fraction) * BAR_LENGTH);
  const line = `${"█".repeat(full)}${"░".repeat(BAR_LENGTH - full)} ${percent(fraction)} ${text}`;
  return `${CLEAR_LINE}${line.slice(0, columns - 1)}`;
}

/** Time left at the speed so far, once there is some to judge by. */
function remaining(fraction: number, elapsed: number): string {
  if (fraction < 0.01 || elapsed < 2000) return "";
  const seconds = Math.ceil((elapsed * (1 / clamp(fraction) - 1)) / 1000);
  return seconds < 60 ? `, ${seconds} s left` : `, ${Math.ceil(seconds / 60)} min left`;
}

const clamp = (fraction: number): number => Math.min(1, Math.max(0, fraction));
const percent = (fraction: number): string => `${String(Math.floor(100 * clamp(fraction))).padStart(3)} %`;
