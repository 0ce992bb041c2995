import { useSyncExternalStore } from "react";
import { PAGES, type Page } from "./pages.tsx";

/** The page that an address names: `#/models` or `#/models?…`. Anything else is the first page. */
export function pageOf(hash: string): Page {
  const path = /^#\/([a-z-]+)/.exec(hash)?.[1];
  return PAGES.find((page) => page.path === path) ?? PAGES[0];
}

/** The page of the address bar. */
export function usePage(): Page {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return pageOf(hash);
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}
