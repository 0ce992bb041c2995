/** Remembers that the tour was seen: nothing else is ever stored here. */
const KEY = "velum-tour";

/** Whether this browser has seen the tour. Where nothing can be stored it is not shown again and again: it counts as seen. */
export function hasSeenTour(): boolean {
  try {
    return localStorage.getItem(KEY) === "seen";
  } catch {
    return true;
  }
}

/** From now on it has. */
export function rememberTour(): void {
  try {
    localStorage.setItem(KEY, "seen");
  } catch {
    // Storage is off: the tour can be opened by its button.
  }
}
