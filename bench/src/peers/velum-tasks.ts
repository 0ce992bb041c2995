import { type CompilableModel, type Compilation, compile } from "@velum/compiler";
import { execute, infer, type LoadedModel, loadModel } from "@velum/evaluator";
import { type PlanName, readBundle } from "@velum/protocol";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";
import { VelumClientSide } from "../velum-client-side.ts";
import type { PeerResult } from "./peer-result.ts";
import { INPUT_LIMIT, type Layer, type NetworkName, type Workload } from "./workload.ts";

/** Our plan for each task: what the compiler offers for one row, and for a table. */
const TASKS: readonly { readonly task: string; readonly network: NetworkName; readonly plan: PlanName }[] = [
  { task: "lr13-row", network: "lr13", plan: "dot" },
  { task: "lr13-batch", network: "lr13", plan: "columns" },
  { task: "mlp13-16-1-row", network: "mlp13", plan: "dot" },
  { task: "mlp13-16-1-batch", network: "mlp13", plan: "columns" },
  { task: "mlp30-32-16-2-row", network: "mlp30", plan: "diagonal" },
];

/** Every task that was asked for, on Velum: one thread, everything in this process, no network, as for the others. */
export async function velumTasks(workload: Workload, wanted: (task: string) => boolean): Promise<PeerResult[]> {
  const results: PeerResult[] = [];
  for (const { task, network, plan } of TASKS.filter((one) => wanted(one.task))) {
    const { bundle } = compileFor(network, plan, workload);
    results.push(measureTask(task, network, await loadModel(readBundle(bundle)), workload));
  }
  return results;
}

function measureTask(task: string, network: NetworkName, model: LoadedModel, workload: Workload): PeerResult {
  const served = model.expectation.plans[0]!;
  const client = new VelumClientSide(model, served);
  const { packing, parameters, precision } = client.plan;
  const program = model.programs.get(client.plan.name)!;
  const all = network === "mlp30" ? workload.inputs.x30 : workload.inputs.x13;
  const expected = workload.expected[network];
  const rowsFrom = (first: number): Float64Array[] =>
    Array.from({ length: packing.rows }, (_, i) => Float64Array.from(all[(first + i) % all.length]!));
  const question = client.ask(rowsFrom(0));
  const response = infer(model, question.bytes, question.keySets);
  const encrypts = repeat(() => client.ask(rowsFrom(0)));
  const servers = repeat(() => execute(program, question.inputs));
  const wires = repeat(() => infer(model, question.bytes, question.keySets));
  const decrypts = repeat(() => client.open(question, response));
  const totals: number[] = [];
  let worst = 0;
  const checked = packing.rows === 1 ? 40 : 5;
  for (let first = 0; first < checked; first++) {
    const rows = rowsFrom(first);
    const start = performance.now();
    const asked = client.ask(rows);
    const answers = client.open(asked, infer(model, asked.bytes, asked.keySets));
    totals.push(performance.now() - start);
    for (const [i, answer] of answers.entries()) {
      const clear = expected[(first + i) % all.length]!;
      worst = Math.max(worst, ...Array.from(answer, (value, k) => Math.abs(value - clear[k]!)));
    }
  }
  if (!(worst <= precision.maxError)) throw new Error(`${task}: off by ${worst}, promised ${precision.maxError}`);
  const bits = (primes: readonly number[]): number[] => primes.map((prime) => Math.round(Math.log2(prime)));
  return {
    peer: "velum",
    version: "0.1.0",
    task,
    threads: 1,
    params: {
      N: parameters.ringDegree,
      q_bits: bits(parameters.primes),
      p_bits: bits(parameters.specialPrimes),
      plan: client.plan.name,
    },
    keygen_ms: round(client.keygenMilliseconds),
    eval_key_bytes: client.keySetBytes,
    encrypt_ms: median(encrypts),
    encrypt_ms_min: round(Math.min(...encrypts)),
    input_bytes: question.bytes.length,
    server_ms_min: round(Math.min(...servers)),
    server_ms_median: median(servers),
    server_wire_ms_median: median(wires),
    result_bytes: response.length,
    decrypt_ms: median(decrypts),
    decrypt_ms_min: round(Math.min(...decrypts)),
    total_ms_median: median(totals),
    total_ms_min: round(Math.min(...totals)),
    rows: packing.rows,
    per_row_us: round((1e3 * median(servers)) / packing.rows),
    max_abs_err: worst,
    repeats: servers.length,
    checked: totals.length,
    note: `plan ${client.plan.name}, answers re-randomised and flooded for the model's protection; where no key set is needed, encryption includes a key for the request`,
  };
}

function compileFor(name: NetworkName, plan: PlanName, { layers }: Workload): Compilation {
  const options = { name, version: "1", protection: "standard", allowModelDisclosure: true, plans: [plan] } as const;
  return compile(compilable(layers[name]), options);
}

function compilable(layers: readonly Layer[]): CompilableModel {
  const names = layers[0]![0][0]!.map((_, j) => `x${j}`);
  const limits = { unit: "", minimum: -INPUT_LIMIT, maximum: INPUT_LIMIT, optional: false };
  const schema = checkSchema({
    features: names.map((name) => ({ kind: "numeric", name, label: name, ...limits })),
  });
  const outputs = layers[layers.length - 1]![1].map((_, k) => `y${k}`);
  const reading = { kind: "values", name: "y", steps: [] } as const;
  const square = { name: "square" as const, coefficients: [0, 0, 1], evaluate: (x: number): number => x * x };
  return {
    schema,
    preprocessing: checkPreprocessing(
      { steps: names.map((feature) => ({ feature, encode: { kind: "number" } })) },
      schema,
    ),
    postprocessing: checkPostprocessing({ kind: "outputs", outputs: [reading] }, outputs.length),
    layers: layers.flatMap(([weights, bias], k) => {
      const affine = {
        kind: "affine" as const,
        inputs: weights[0]!.length,
        outputs: weights.length,
        weights: Float64Array.from(weights.flat()),
        bias: Float64Array.from(bias),
      };
      return k === layers.length - 1
        ? [affine]
        : [affine, { kind: "activation" as const, width: weights.length, activation: square }];
    }),
    outputs,
    ranges: "schema",
  };
}

/** Milliseconds of 40 calls after a warm-up, or of as many as 6 s allow, but 5 at least: as the others are timed. */
function repeat(run: () => unknown): number[] {
  for (let i = 0; i < 10; i++) run();
  const times: number[] = [];
  const start = performance.now();
  while (times.length < 5 || (times.length < 40 && performance.now() - start < 6000)) {
    const before = performance.now();
    run();
    times.push(performance.now() - before);
  }
  return times;
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
const median = (values: readonly number[]): number =>
  round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!);
