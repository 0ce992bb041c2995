import type { ReactElement } from "react";
import { Suspense, useEffect, useRef } from "react";
import { PAGES } from "../routing/pages.tsx";
import { usePage } from "../routing/use-page.ts";
import { useApp } from "../state/app-state.ts";
import { Tour } from "../tour/tour.tsx";
import { useTour } from "../tour/use-tour.ts";
import { Header } from "./header.tsx";
import { ModeBanner } from "./mode-banner.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import classes from "./shell.module.css";
import { Loading } from "./states.tsx";
import { TokenForm } from "./token-form.tsx";
import { UnreachableNotice } from "./unreachable-notice.tsx";

/** Header, banner, and the page that the address names. */
export function Shell(): ReactElement {
  const page = usePage();
  const { server, settings, model } = useApp();
  // It starts with the form of the first page.
  const tour = useTour(page === PAGES[0] && model.kind === "open");
  const main = useRef<HTMLElement>(null);
  const first = useRef(page);

  useEffect(() => {
    document.title = `${page.title} · Velum`;
    // Who moves to another page by keyboard or screen reader goes on from its start.
    if (first.current !== page) main.current?.focus();
    first.current = page;
  }, [page]);

  return (
    <>
      <button type="button" className={classes["skip"]} onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Header
        current={page}
        onTour={() => {
          location.hash = `#/${PAGES[0].path}`;
          tour.open();
        }}
      />
      <main ref={main} tabIndex={-1} className={classes["main"]}>
        <ModeBanner mode={settings.mode} server={settings.server} />
        {server.kind === "unreachable" && <UnreachableNotice />}
        {server.kind === "unauthorized" ? (
          <TokenForm />
        ) : (
          <PageBoundary key={page.path}>
            <Suspense fallback={<Loading label={`Loading ${page.title}`} />}>
              <page.Content />
            </Suspense>
          </PageBoundary>
        )}
      </main>
      {tour.isOpen && <Tour onEnd={tour.end} />}
    </>
  );
}
