import { GraphError } from "./graph-error.ts";
import { quoteName } from "./quote-name.ts";

/** Something that reads values and makes others, by name. */
export interface Step {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * The steps in an order in which each finds what it reads, as near to the given order as that allows.
 *
 * @param given - names that exist before the first step
 * @throws {GraphError} NAME_DUPLICATE when a name is made twice, NAME_UNDEFINED when nothing makes it, GRAPH_CYCLE.
 */
export function sortByDependencies<S extends Step>(given: readonly string[], steps: readonly S[]): S[] {
  const makers = makersOf(given, steps);
  const state = new Map<S, "open" | "done">();
  const sorted: S[] = [];
  for (const step of steps) visit(step, makers, state, sorted);
  return sorted;
}

function makersOf<S extends Step>(given: readonly string[], steps: readonly S[]): Map<string, S | undefined> {
  const makers = new Map<string, S | undefined>();
  for (const name of given) {
    if (makers.has(name))
      throw new GraphError("NAME_DUPLICATE", { reason: `the name ${quoteName(name)} is given twice` });
    makers.set(name, undefined);
  }
  for (const step of steps) {
    for (const name of step.outputs) {
      if (makers.has(name)) throw duplicate(name, makers.get(name), step);
      makers.set(name, step);
    }
  }
  return makers;
}

/** Depth first with a stack of its own: a chain of 10,000 steps must not exhaust the call stack. */
function visit<S extends Step>(
  root: S,
  makers: ReadonlyMap<string, S | undefined>,
  state: Map<S, "open" | "done">,
  sorted: S[],
): void {
  const stack: { step: S; next: number }[] = state.has(root) ? [] : [{ step: root, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    state.set(top.step, "open");
    const input = top.step.inputs[top.next++];
    if (input === undefined) {
      state.set(top.step, "done");
      sorted.push(top.step);
      stack.pop();
      continue;
    }
    if (!makers.has(input)) throw undefinedName(input, top.step);
    const maker = makers.get(input);
    if (maker === undefined || state.get(maker) === "done") continue;
    if (state.get(maker) === "open")
      throw cycle(
        stack.map(({ step }) => step),
        maker,
      );
    stack.push({ step: maker, next: 0 });
  }
}

function duplicate(name: string, first: Step | undefined, second: Step): GraphError {
  const other = first === undefined ? "an input or constant" : `node ${quoteName(first.name)}`;
  return new GraphError("NAME_DUPLICATE", {
    reason: `writes ${quoteName(name)}, which ${other} writes too`,
    advice: "Give every value its own name",
    node: second.name,
    operator: second.operator,
  });
}

function undefinedName(name: string, step: Step): GraphError {
  return new GraphError("NAME_UNDEFINED", {
    reason: `reads ${quoteName(name)}, which nothing defines`,
    advice: "Export the model again",
    node: step.name,
    operator: step.operator,
  });
}

function cycle(path: readonly Step[], start: Step): GraphError {
  const round = path.slice(path.indexOf(start)).reverse();
  const names = [...round.slice(0, 8), ...(round.length > 8 ? [{ name: "…" }] : [])].map(({ name }) => quoteName(name));
  return new GraphError("GRAPH_CYCLE", {
    reason: `the nodes ${names.join(" and ")} wait for each other in a cycle`,
    node: start.name,
    operator: start.operator,
  });
}
