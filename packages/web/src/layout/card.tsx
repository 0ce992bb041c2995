import { type ReactElement, type ReactNode, useId } from "react";
import classes from "./layout.module.css";

/** A part of a page with a heading. */
export interface CardProps {
  readonly title: string;
  /** A line under the heading. */
  readonly hint?: ReactNode;
  /** On the right of the heading. */
  readonly aside?: ReactNode;
  readonly width?: "full" | "narrow";
  readonly children: ReactNode;
}

/** @example <Card title="Result">…</Card> */
export function Card({ title, hint, aside, width = "full", children }: CardProps): ReactElement {
  const id = useId();
  return (
    <section className={classes["card"]} data-width={width} aria-labelledby={id}>
      <header className={classes["cardHead"]}>
        <div>
          <h2 id={id} className={classes["cardTitle"]}>
            {title}
          </h2>
          {hint !== undefined && <p className={classes["cardHint"]}>{hint}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}
