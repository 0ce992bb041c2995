import { ActionIcon, Burger, Tooltip } from "@mantine/core";
import { type ReactElement, useEffect, useState } from "react";
import { PAGES, type Page } from "../routing/pages.tsx";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import { HelpIcon } from "./icons.tsx";
import { Mark } from "./mark.tsx";
import { ServerStatus } from "./server-status.tsx";
import classes from "./shell.module.css";

/** Name, pages, and how it stands with the server. On a phone the pages are behind a button. */
export function Header({ current, onTour }: { readonly current: Page; readonly onTour: () => void }): ReactElement {
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the sheet
  useEffect(() => setOpen(false), [current]);
  return (
    <header className={classes["header"]}>
      <div className={classes["bar"]}>
        <a className={classes["brand"]} href="#/predict">
          <Mark />
          Velum
        </a>
        <nav className={classes["nav"]} aria-label="Pages" data-tour="pages">
          <PageLinks current={current} />
        </nav>
        <div className={classes["tools"]}>
          <ServerStatus />
          <Tooltip label="Show the tour">
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Show the tour" onClick={onTour}>
              <HelpIcon />
            </ActionIcon>
          </Tooltip>
          <ColorSchemeToggle />
          <div className={classes["burger"]}>
            <Burger
              opened={open}
              onClick={() => setOpen(!open)}
              size="sm"
              aria-label={open ? "Close the list of pages" : "Open the list of pages"}
              aria-expanded={open}
              aria-controls="page-sheet"
            />
          </div>
        </div>
      </div>
      <nav className={classes["sheet"]} id="page-sheet" data-open={open} aria-label="Pages, on a small screen">
        <PageLinks current={current} />
      </nav>
    </header>
  );
}

function PageLinks({ current }: { readonly current: Page }): ReactElement[] {
  return PAGES.map((page) => (
    <a
      key={page.path}
      className={classes["link"]}
      href={`#/${page.path}`}
      aria-current={page === current ? "page" : undefined}
    >
      {page.title}
    </a>
  ));
}
