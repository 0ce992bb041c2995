/**
 * Runs one item after the other and gives the results in order, but begins the next before it waits for the last: a client
 * encrypts while the server computes.
 */
export async function* overlap<Item, Result>(
  items: AsyncIterable<Item>,
  run: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  let begun: Promise<Result> | undefined;
  for await (const item of items) {
    const next = run(item);
    // It is awaited below, unless the one before fails.
    next.catch(() => {});
    if (begun !== undefined) yield await begun;
    begun = next;
  }
  if (begun !== undefined) yield await begun;
}
