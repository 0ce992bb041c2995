import type {
  Answer,
  FrameSizes,
  Frames,
  KeySetProgress,
  KeySetState,
  Progress,
  ServedModel,
  Step,
} from "@velum/client";
import type { Contract, ContractDigest } from "@velum/protocol";
import type { Row } from "@velum/tabular";

/** A model whose contract was checked and pinned: it does not change until it is opened again. */
export interface OpenedModel {
  readonly contract: Contract;
  readonly contractDigest: ContractDigest;
  /** Exact lengths of the frames of each plan, in the contract's order. */
  readonly sizes: readonly FrameSizes[];
  /** Milliseconds from the question for the contract to a session that is ready. */
  readonly milliseconds: number;
}

/** Public test data of a model, which the server offers so that answers can be compared with the model in the clear. */
export interface Demonstration {
  readonly model: string;
  readonly title: string;
  /** Name of the target column in the rows. */
  readonly target: string;
  readonly license: string;
  /** Paths on the server. */
  readonly rows: string;
  readonly onnx: string;
}

/** The last answered request of this tab. */
export interface LastRequest extends Frames {
  readonly model: string;
  /** When the answer came: milliseconds since 1970. */
  readonly at: number;
}

/** The key sets of one model that are in use. Only plans with evaluation keys have any. */
export interface ModelKeys {
  readonly model: string;
  readonly keySets: readonly KeySetState[];
}

/** A CSV file that was read. Its rows stay in the worker. */
export interface ReadTable {
  readonly name: string;
  /** Rows that can be asked about. */
  readonly rows: number;
  /** Rows that the contract refuses. */
  readonly refused: number;
  /** What is wrong with the first of those. */
  readonly problem: string | undefined;
  /** Columns that the model does not have. */
  readonly ignored: readonly string[];
  /** Columns of the answers. */
  readonly titles: readonly string[];
}

/** A line of the table of answers. */
export interface TableLine {
  /** Number of the row in the file, counted from 1 below the header. */
  readonly place: number;
  /** As `ReadTable.titles`. */
  readonly cells: readonly (number | string)[];
}

/** How far the rows of a table are. */
export interface TableEvent {
  readonly kind: "table";
  readonly progress: Progress;
  /** The first answers, for a look at them. */
  readonly lines: readonly TableLine[];
  /** Answers by label; empty for quantities. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What happens while one row is asked about. */
export type PredictEvent =
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "keySet"; readonly progress: KeySetProgress };

/**
 * What the page can ask of its worker: argument, result and the events before it. Inputs go in, predictions and ciphertexts
 * come out; no secret key has a message.
 */
export interface Calls {
  /** Names the server. Ends every session that was open. */
  connect: { argument: { readonly server: string; readonly token: string | undefined }; result: null; event: never };
  listModels: { argument: null; result: readonly ServedModel[]; event: never };
  /** Empty where the server offers none. */
  listDemonstrations: { argument: null; result: readonly Demonstration[]; event: never };
  /** Its rows that fit the contract. */
  demonstrationRows: { argument: { readonly model: string }; result: readonly Row[]; event: never };
  /** `again` drops the pinned contract and takes the server's current one: only when the user has agreed (C3). */
  openModel: { argument: { readonly model: string; readonly again?: boolean }; result: OpenedModel; event: never };
  predict: {
    argument: { readonly model: string; readonly row: Row; readonly plan?: string };
    result: Answer;
    event: PredictEvent;
  };
  /** Reads a CSV file for a model, in place of the one before. */
  readTable: { argument: { readonly model: string; readonly file: File }; result: ReadTable; event: never };
  /** Asks about all rows of the file that was read. */
  predictTable: {
    argument: { readonly plan?: string };
    result: { readonly milliseconds: number };
    event: TableEvent | { readonly kind: "keySet"; readonly progress: KeySetProgress };
  };
  /** The file with the answers that there are. */
  exportTable: { argument: null; result: Blob; event: never };
  lastRequest: { argument: null; result: LastRequest | null; event: never };
  keys: { argument: null; result: readonly ModelKeys[]; event: never };
  /** Wipes every secret and forgets the last request. The next prediction opens a new session. */
  wipe: { argument: null; result: null; event: never };
}

/** Name of a call. */
export type CallName = keyof Calls;

/** From the page. `cancel` ends the call with the same id, which then fails with CALL_ABORTED. */
export type ToWorker =
  | {
      [Name in CallName]: { readonly id: number; readonly call: Name; readonly argument: Calls[Name]["argument"] };
    }[CallName]
  | { readonly id: number; readonly call: "cancel" };

/** From the worker: any number of events, then a result or an error. */
export type FromWorker =
  | { readonly id: number; readonly event: Calls[CallName]["event"] }
  | { readonly id: number; readonly result: Calls[CallName]["result"] }
  | { readonly id: number; readonly error: WorkerProblem };

/** An error as it crosses to the page: codes, field and rule, never a value (C7). */
export interface WorkerProblem {
  /** Stable code of the package that threw it; `INTERNAL` for anything else. */
  readonly code: string;
  readonly message: string;
  /** Field at fault, such as `row.age`. */
  readonly argument: string | undefined;
  readonly expected: string | undefined;
  /** What the server said of its refusal: a stranger's text, to be shown as text. */
  readonly server: { readonly status: number; readonly code: string | undefined; readonly detail: string } | undefined;
}
