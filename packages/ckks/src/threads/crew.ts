import type { Crew } from "../engine/engine.ts";
import type { KernelExports } from "../engine/kernel-exports.ts";

/** Words of the control block: the next task, the tasks done, whether a helper failed. */
const [NEXT, DONE, FAILED] = [0, 1, 2] as const;
/** Words of one call: a kernel's number and its arguments. */
const CALL_WORDS = 10;
/** A task's index and the number of tasks have ten bits of a word each, a counter of sections the rest. */
const MOST_TASKS = 1023;
/** Where calls begin, behind the table of tasks. */
const FIRST_CALL = MOST_TASKS + 1;
/** One section of calls: 6,500 of them; a section has some hundred. */
const COMMAND_WORDS = 2 ** 16;
/** Looks at a word before sleeping: some 100 microseconds. */
const LOOKS = 2 ** 14;

/** The memory that threads share for commands; the residues are in the kernels' own. */
export interface CrewBlocks {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly commands: Int32Array<SharedArrayBuffer>;
  /** Kernels by their numbers. */
  readonly names: readonly string[];
  /** How often a helper looks for work before it sleeps. */
  readonly looks: number;
}

/** Kernels that tasks may call: those of residues, whose arguments are integers and whose scratch is of their instance. */
const SHARED_KERNELS: readonly (keyof KernelExports)[] = [
  "add",
  "addScalar",
  "centredLift",
  "convertBasis",
  "copy",
  "innerProduct",
  "innerProductPair",
  "innerProductScalars",
  "intt",
  "multiply",
  "multiplyAdd",
  "multiplyFixed",
  "multiplyScalar",
  "multiplyScalarAdd",
  "negate",
  "ntt",
  "permute",
  "permuteAdd",
  "sub",
  "subMultiplyScalar",
  "wipe",
];

/** Blocks for a crew. */
export const createCrewBlocks = (): CrewBlocks => ({
  control: new Int32Array(new SharedArrayBuffer(16)),
  commands: new Int32Array(new SharedArrayBuffer(4 * COMMAND_WORDS)),
  names: SHARED_KERNELS,
  looks: LOOKS,
});

/**
 * The thread that records: it writes the calls of all tasks, then takes tasks like any helper, and returns when all are done. Which thread
 * runs a task changes no result, since tasks write different blocks.
 */
export class RecordingCrew implements Crew {
  readonly #blocks: CrewBlocks;
  readonly #kernels: readonly ((...args: readonly number[]) => void)[];
  readonly #recorder: KernelExports;
  #at = FIRST_CALL;
  #sections = 0;

  constructor(blocks: CrewBlocks, kernels: KernelExports) {
    this.#blocks = blocks;
    this.#kernels = blocks.names.map(
      (name) => kernels[name as keyof KernelExports] as (...args: readonly number[]) => void,
    );
    const record = blocks.names.map((name, number) => [
      name,
      (...args: readonly number[]) => {
        this.#record(number, args);
      },
    ]);
    this.#recorder = Object.freeze(Object.fromEntries(record)) as KernelExports;
  }

  run(count: number, record: (index: number, kernels: KernelExports) => void): void {
    for (let from = 0; from < count; from += MOST_TASKS) {
      const some = Math.min(MOST_TASKS, count - from);
      this.#runSection(some, (index) => record(from + index, this.#recorder));
    }
  }

  #runSection(count: number, record: (index: number) => void): void {
    const { control, commands } = this.#blocks;
    this.#at = FIRST_CALL;
    for (let index = 0; index < count; index++) {
      commands[index] = this.#at;
      record(index);
    }
    commands[count] = this.#at;
    Atomics.store(control, DONE, 0);
    this.#sections = (this.#sections + 1) & 0xfff;
    Atomics.store(control, NEXT, (this.#sections << 20) | (count << 10));
    Atomics.notify(control, NEXT);
    this.#takeTasks();
    this.#awaitOthers(count);
    if (Atomics.load(control, FAILED) !== 0) throw new Error("a kernel failed on a helper thread");
  }

  #record(number: number, args: readonly number[]): void {
    const { commands } = this.#blocks;
    if (this.#at + CALL_WORDS > commands.length) throw new RangeError("too many kernel calls for one section");
    commands[this.#at] = number;
    for (let k = 0; k < args.length; k++) commands[this.#at + 1 + k] = args[k]!;
    this.#at += CALL_WORDS;
  }

  #takeTasks(): void {
    const { control } = this.#blocks;
    for (;;) {
      const word = Atomics.load(control, NEXT);
      const [index, count] = [word & 1023, (word >>> 10) & 1023];
      if (index >= count) return;
      if (Atomics.compareExchange(control, NEXT, word, word + 1) !== word) continue;
      this.#runTask(index);
      Atomics.add(control, DONE, 1);
    }
  }

  #runTask(index: number): void {
    const { commands } = this.#blocks;
    const end = commands[index + 1]!;
    for (let at = commands[index]!; at < end; at += CALL_WORDS) {
      const [c, p] = [commands, at];
      // Always nine arguments: a kernel ignores what it does not take.
      this.#kernels[c[p]!]!(
        c[p + 1]!,
        c[p + 2]!,
        c[p + 3]!,
        c[p + 4]!,
        c[p + 5]!,
        c[p + 6]!,
        c[p + 7]!,
        c[p + 8]!,
        c[p + 9]!,
      );
    }
  }

  #awaitOthers(count: number): void {
    const { control } = this.#blocks;
    for (let looks = 0; ; looks++) {
      const done = Atomics.load(control, DONE);
      if (done >= count) return;
      // A helper that the machine has put aside may take long.
      if (looks > LOOKS) Atomics.wait(control, DONE, done, 1);
    }
  }
}
