/** Drawings that wait for their turn, one a task: several charts at once would block the page for longer than 50 ms. */
let turn: Promise<void> = Promise.resolve();

/** Runs `draw` in a task of its own, behind the drawings that were asked for before. */
export function drawInTurn(draw: () => void): void {
  turn = turn.then(
    () =>
      new Promise((resolve) => {
        setTimeout(() => {
          try {
            draw();
          } finally {
            resolve();
          }
        });
      }),
  );
}
