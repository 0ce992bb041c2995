import type { ReactElement, ReactNode } from "react";
import classes from "./layout.module.css";

/** Title of a page, a line of what it is for, and its controls. */
export function PageHead({
  title,
  children,
  aside,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
}): ReactElement {
  return (
    <div className={classes["pageHead"]}>
      <div>
        <h1 className={classes["pageTitle"]}>{title}</h1>
        <p className={classes["pageText"]}>{children}</p>
      </div>
      {aside}
    </div>
  );
}
