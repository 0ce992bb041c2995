import { NativeSelect } from "@mantine/core";
import type { ReactElement } from "react";
import { useApp } from "../state/app-state.ts";

/** Chooses among the models of the server. */
export function ModelPicker(): ReactElement | null {
  const { server, model, chooseModel } = useApp();
  if (server.kind !== "ready" || server.models.length === 0) return null;
  return (
    <NativeSelect
      label="Model"
      value={model.kind === "none" ? "" : model.name}
      data={server.models.map(({ name, version }) => ({ value: name, label: `${name} · version ${version}` }))}
      onChange={(event) => chooseModel(event.currentTarget.value)}
    />
  );
}
