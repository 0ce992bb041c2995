import { expect, test } from "vitest";
import { overlap } from "./overlap.ts";

async function* items(count: number, log: string[]): AsyncGenerator<number, void> {
  try {
    for (let i = 0; i < count; i++) yield i;
  } finally {
    log.push("source closed");
  }
}

test("the next item is begun before the last result is given, and no more than one", async () => {
  const log: string[] = [];
  const run = async (item: number): Promise<number> => {
    log.push(`begin ${item}`);
    return item;
  };
  for await (const result of overlap(items(3, log), run)) log.push(`got ${result}`);
  expect(log).toEqual(["begin 0", "begin 1", "got 0", "begin 2", "got 1", "source closed", "got 2"]);
});

test("an item that fails ends it behind the results before, and closes the source", async () => {
  const log: string[] = [];
  const run = async (item: number): Promise<number> => {
    if (item >= 1) throw new Error(`item ${item}`);
    return item;
  };
  const results = (async () => {
    for await (const result of overlap(items(5, log), run)) log.push(`got ${result}`);
  })();
  // Item 2 has been begun by then and fails too: nobody is told of an unhandled rejection.
  await expect(results).rejects.toThrow("item 1");
  expect(log).toEqual(["got 0", "source closed"]);
});
