import type { ReactElement } from "react";
import { useApp } from "../state/app-state.ts";
import classes from "./shell.module.css";

const WORDS = {
  connecting: "Connecting",
  ready: "Connected",
  unauthorized: "Token needed",
  unreachable: "No answer",
} as const;

/** How it stands with the server, in a word that is told when it changes. */
export function ServerStatus(): ReactElement {
  const { server, settings } = useApp();
  return (
    <output className={classes["status"]} title={settings.server} aria-label={`Server: ${WORDS[server.kind]}`}>
      <i className={classes["dot"]} data-state={server.kind} />
      <span>{WORDS[server.kind]}</span>
    </output>
  );
}
