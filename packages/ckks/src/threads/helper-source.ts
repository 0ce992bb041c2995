/**
 * What a helper thread runs, as text: a thread starts from a file or from text, and a file would have to be found again beside every
 * bundle. A body of a function of (start, ready): `start` is what `startThreads` gave, `ready` is called once.
 *
 * It waits for a word of the control block that has tasks left, takes the next one by compare and exchange, and makes its calls. The word
 * holds everything that a claim depends on, so a helper that was asleep for any time claims a task of now or none. Helpers look for work
 * for a while before they sleep: sections of one request follow each other in tens of microseconds, waking takes as long.
 */
export const HELPER_SOURCE = `
const { module, memory, control, commands, names, scratch, looks } = start;
const exported = new WebAssembly.Instance(module, { env: { memory } }).exports;
exported.useScratch(scratch);
const kernels = names.map((name) => exported[name]);
ready();
for (let idle = 0; ; ) {
  const word = Atomics.load(control, 0);
  const [index, count] = [word & 1023, (word >>> 10) & 1023];
  if (index >= count) {
    if (++idle > looks) {
      Atomics.wait(control, 0, word);
      idle = 0;
    }
    continue;
  }
  if (Atomics.compareExchange(control, 0, word, word + 1) !== word) continue;
  idle = 0;
  try {
    for (let p = commands[index]; p < commands[index + 1]; p += 10) {
      kernels[commands[p]](commands[p + 1], commands[p + 2], commands[p + 3], commands[p + 4], commands[p + 5],
        commands[p + 6], commands[p + 7], commands[p + 8], commands[p + 9]);
    }
  } catch {
    Atomics.store(control, 2, 1);
  }
  if (Atomics.add(control, 1, 1) + 1 === count) Atomics.notify(control, 1);
}
`;
