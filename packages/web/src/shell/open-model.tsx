import type { ReactElement, ReactNode } from "react";
import { useApp } from "../state/app-state.ts";
import type { OpenedModel } from "../worker/messages.ts";
import { Loading, Notice } from "./states.tsx";

/** Draws what needs an open model, or says why there is none. */
export function OpenModel({
  children,
}: {
  readonly children: (opened: OpenedModel) => ReactNode;
}): ReactElement | null {
  const { model, server, reopenModel } = useApp();
  if (server.kind === "ready" && server.models.length === 0) {
    return (
      <Notice title="The server has no models" tone="quiet">
        Start it with a folder of bundles: <code>velum serve models/</code>
      </Notice>
    );
  }
  switch (model.kind) {
    case "none":
      return server.kind === "connecting" ? <Loading label="Asking the server for its models" /> : null;
    case "opening":
      return <Loading label={`Reading and checking the contract of ${model.name}`} />;
    case "failed":
      return (
        <Notice title={`The model ${model.name} could not be opened`} action={{ label: "Try again", run: reopenModel }}>
          {model.problem.message}
        </Notice>
      );
    case "open":
      return <>{children(model.opened)}</>;
  }
}
