import type { Section } from "./sections.ts";

/** One fact that differs between two models; null where only one of them has it. */
export interface Change {
  readonly section: string;
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Every fact in which two lists of sections differ, in their order. Sentences count as facts without a name. */
export function compareSections(before: readonly Section[], after: readonly Section[]): readonly Change[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  const changes = keys.flatMap((key): readonly Change[] => {
    const [one, other] = [old.get(key), now.get(key)];
    if (one?.value === other?.value) return [];
    const { section, name } = (one ?? other)!;
    return [{ section, name, before: one?.value ?? null, after: other?.value ?? null }];
  });
  // What only the second has comes last among the keys, but belongs to its section.
  const titles = [...new Set([...before, ...after].map(({ title }) => title))];
  return titles.flatMap((title) => changes.filter(({ section }) => section === title));
}

interface Fact {
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

function factsOf(sections: readonly Section[]): ReadonlyMap<string, Fact> {
  const facts = sections.flatMap(({ title: section, facts: named, lines }) => [
    ...named.map(([name, value]) => ({ key: [section, name], section, name, value })),
    ...lines.map((value) => ({ key: [section, "", value], section, name: "", value })),
  ]);
  return new Map(facts.map(({ key, ...fact }) => [JSON.stringify(key), fact]));
}
