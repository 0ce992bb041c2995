import type { ReactElement } from "react";
import type { PageMode } from "../security/page-settings.ts";
import { ShieldIcon, WarningIcon } from "./icons.tsx";
import classes from "./shell.module.css";

/** What this page may claim, by who ships its code (D1; the wording of claim 7). */
export function ModeBanner({ mode, server }: { readonly mode: PageMode; readonly server: string }): ReactElement {
  return (
    <aside className={classes["banner"]} data-mode={mode} data-tour="mode" aria-label="What this page protects from">
      {mode === "ui" ? <ShieldIcon /> : <WarningIcon />}
      <div>
        {mode === "ui" ? (
          <>
            <strong>This page comes from your own machine.</strong> The server <span>{server}</span> cannot change the
            code that encrypts.
          </>
        ) : (
          <>
            <strong>This page trusts the server’s code.</strong> A page served by the server you do not trust protects
            you from its logs, backups and storage, not from a change of that page. With the pinned npm client or{" "}
            <code>velum ui</code>, the server cannot change the code that encrypts.
          </>
        )}
      </div>
    </aside>
  );
}
