import { Button, Loader } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import classes from "./states.module.css";

/** Something is on its way. */
export function Loading({ label }: { readonly label: string }): ReactElement {
  return (
    <output className={classes["loading"]}>
      <Loader size="sm" type="dots" />
      <span>{label}…</span>
    </output>
  );
}

/** What a notice says, and what can be done. */
export interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly tone?: "problem" | "quiet";
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** An error, or that there is nothing yet: what it is, and the next step. */
export function Notice({ title, children, tone = "problem", action }: NoticeProps): ReactElement {
  return (
    <section className={classes["notice"]} data-tone={tone} role={tone === "problem" ? "alert" : undefined}>
      <div>
        <strong>{title}</strong>
        {children !== undefined && <div className={classes["text"]}>{children}</div>}
      </div>
      {action !== undefined && (
        <Button variant="default" size="xs" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </section>
  );
}
