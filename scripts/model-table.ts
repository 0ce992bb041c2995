/** One plan of one fixture, asked about its sample rows, encrypted. */
export interface FixtureResult {
  readonly fixture: string;
  readonly plan: string;
  readonly preset: string;
  readonly ringDegree: number;
  readonly rowsPerRequest: number;
  readonly bytes: { readonly request: number; readonly response: number };
  readonly promise: number;
  /** Largest difference of an output from the model that is computed, in the clear. */
  readonly measured: number;
  /** Largest difference of that model from the original on its range data; 0 where nothing is approximated. */
  readonly approximation: number;
  /** Rows whose label is that of onnxruntime; null for models without a label. */
  readonly agreement: { readonly same: number; readonly rows: number } | null;
}

/** A fixture that no plan of this release computes. */
export interface RefusedFixture {
  readonly fixture: string;
  readonly code: string;
}

/** The table of the fixtures for `docs/performance.md`. */
export function modelTable(results: readonly FixtureResult[], refused: readonly RefusedFixture[]): string {
  return [
    "| model | plan | preset | rows a request | request, bytes | response, bytes | promise | measured | approximation | labels as onnxruntime |",
    "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...results.map(rowOf),
    "",
    ...(refused.length === 0
      ? []
      : [`Refused: ${refused.map(({ fixture, code }) => `\`${fixture}\` (${code})`).join(", ")}.`, ""]),
  ].join("\n");
}

function rowOf(result: FixtureResult): string {
  const { fixture, plan, preset, rowsPerRequest, bytes, promise, measured, approximation, agreement } = result;
  const cells = [
    `\`${fixture}\``,
    `\`${plan}\``,
    `\`${preset}\``,
    String(rowsPerRequest),
    grouped(bytes.request),
    grouped(bytes.response),
    String(Number(promise.toPrecision(2))),
    measured.toExponential(1),
    approximation === 0 ? "exact" : approximation.toPrecision(2),
    agreement === null ? "" : `${agreement.same} of ${agreement.rows}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
