import type { ReactElement } from "react";
import { useApp } from "../state/app-state.ts";
import { Notice } from "./states.tsx";

/** The server is away. What was typed stays. */
export function UnreachableNotice(): ReactElement {
  const { settings, retry } = useApp();
  return (
    <Notice title="The server does not answer" action={{ label: "Ask again", run: retry }}>
      {settings.server} is asked again every two seconds. What you typed stays in this tab.
    </Notice>
  );
}
