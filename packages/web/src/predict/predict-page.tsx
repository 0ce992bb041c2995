import type { ReactElement } from "react";
import { PageHead } from "../layout/page-head.tsx";
import { Loading, Notice } from "../shell/states.tsx";
import { useApp } from "../state/app-state.ts";
import { ModelPicker } from "./model-picker.tsx";
import { PredictModel } from "./predict-model.tsx";

/** Type a case, watch it become ciphertext, see the answer. */
export function PredictPage(): ReactElement {
  const { model, server, reopenModel } = useApp();
  return (
    <>
      <PageHead title="Predict" aside={<ModelPicker />}>
        What you type is encrypted in this tab under a key that never leaves it. The server computes on ciphertext and
        sends ciphertext back; only this tab can open it.
      </PageHead>
      {server.kind === "ready" && server.models.length === 0 && (
        <Notice title="The server has no models" tone="quiet">
          Start it with a folder of bundles: <code>velum serve models/</code>
        </Notice>
      )}
      {model.kind === "failed" && (
        <Notice title={`The model ${model.name} could not be opened`} action={{ label: "Try again", run: reopenModel }}>
          {model.problem.message}
        </Notice>
      )}
      {model.kind === "opening" && <Loading label={`Reading and checking the contract of ${model.name}`} />}
      {model.kind === "open" && <PredictModel key={model.opened.contractDigest} opened={model.opened} />}
    </>
  );
}
