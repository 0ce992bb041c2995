import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** A page of the application. Its code is loaded when it is first opened. */
export interface Page {
  /** The address is `#/` and this. */
  readonly path: string;
  readonly title: string;
  readonly Content: LazyExoticComponent<ComponentType>;
}

const page = (path: string, title: string, load: () => Promise<ComponentType>): Page =>
  Object.freeze({ path, title, Content: lazy(async () => ({ default: await load() })) });

/** The pages in the order of the navigation; the first is the one without an address. */
export const PAGES: readonly [Page, ...Page[]] = Object.freeze([
  page("predict", "Predict", async () => (await import("../predict/predict-page.tsx")).PredictPage),
  page("analytics", "Analytics", async () => (await import("../analytics/analytics-page.tsx")).AnalyticsPage),
  page("technical", "Technical", async () => (await import("../technical/technical-page.tsx")).TechnicalPage),
  page("models", "Models", async () => (await import("../models/models-page.tsx")).ModelsPage),
] as const);
