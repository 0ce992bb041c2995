import type { ReactElement } from "react";
import { PageHead } from "../layout/page-head.tsx";
import { OpenModel } from "../shell/open-model.tsx";
import { ModelPicker } from "./model-picker.tsx";
import { PredictModel } from "./predict-model.tsx";

/** Type a case, watch it become ciphertext, see the answer. */
export function PredictPage(): ReactElement {
  return (
    <>
      <PageHead title="Predict" aside={<ModelPicker />}>
        What you type is encrypted in this tab under a key that never leaves it. The server computes on ciphertext and
        sends ciphertext back; only this tab can open it.
      </PageHead>
      <OpenModel>{(opened) => <PredictModel key={opened.contractDigest} opened={opened} />}</OpenModel>
    </>
  );
}
