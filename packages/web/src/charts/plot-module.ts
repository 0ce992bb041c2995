import type * as Plot from "@observablehq/plot";

/** Observable Plot. */
export type PlotModule = typeof Plot;

let loading: Promise<PlotModule> | undefined;

/** Loads Observable Plot when the first chart needs it: it is larger than all else that the page shows. */
export function loadPlot(): Promise<PlotModule> {
  loading ??= import("@observablehq/plot");
  // A chunk that could not be fetched is asked for again by the next chart.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}
