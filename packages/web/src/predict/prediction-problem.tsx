import type { ReactElement } from "react";
import { Notice } from "../shell/states.tsx";
import { useApp } from "../state/app-state.ts";
import type { WorkerProblem } from "../worker/messages.ts";

/** What a failed prediction means for the person at the screen. Codes of the packages are the stable part. */
const WORDS: Readonly<Record<string, string>> = {
  SERVER_UNREACHABLE: "The server does not answer. What you typed is still here: try again when it is back.",
  SERVER_TIMEOUT: "The server took too long. What you typed is still here: try again.",
  RESPONSE_REFUSED:
    "The answer does not belong to the question, so it was not opened. Nothing of it is shown, and nothing was sent because of it.",
  RESULT_OUT_OF_RANGE: "The decrypted value is outside of what this model can say. It is not shown.",
  RANDOMNESS_UNAVAILABLE: "This browser gives no randomness, without which nothing is encrypted.",
  SIMD_UNAVAILABLE: "This browser has no WebAssembly SIMD, which the encryption needs.",
};

/** Codes with which a server says that its model is no longer the pinned one. */
const CHANGED: ReadonlySet<string | undefined> = new Set(["CONTRACT_MISMATCH", "MODEL_NOT_FOUND", "PLAN_UNKNOWN"]);

/** Why there is no answer, and what can be done. */
export function PredictionProblem({ problem }: { readonly problem: WorkerProblem }): ReactElement {
  const { reopenModel } = useApp();
  const code = problem.server?.code ?? problem.code;
  if (CHANGED.has(problem.server?.code)) {
    return (
      <Notice title="The server’s model has changed" action={{ label: "Read its new contract", run: reopenModel }}>
        Nothing was sent under the new one. Look at it before you go on. ({code})
      </Notice>
    );
  }
  return (
    <Notice title="No answer">
      {WORDS[problem.code] ?? problem.message} ({code})
    </Notice>
  );
}
