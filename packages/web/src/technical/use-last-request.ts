import { useCallback, useEffect, useState } from "react";
import { useApp } from "../state/app-state.ts";
import type { LastRequest, OpenedModel } from "../worker/messages.ts";

/** The last request of this tab, with the contract that it was made for. */
export interface KnownRequest {
  readonly last: LastRequest;
  readonly opened: OpenedModel;
}

/** `undefined` until the worker has said; null for none yet. */
export function useLastRequest(): { readonly known: KnownRequest | null | undefined; readonly look: () => void } {
  const { worker } = useApp();
  const [known, setKnown] = useState<KnownRequest | null>();
  const [looks, setLooks] = useState(0);
  const look = useCallback(() => setLooks((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another look asks again
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<KnownRequest | null> => {
      const last = await worker.call("lastRequest", null);
      return last === null ? null : { last, opened: await worker.call("openModel", { model: last.model }) };
    };
    ask().then(
      (found) => current && setKnown(found),
      () => current && setKnown(null),
    );
    return () => {
      current = false;
    };
  }, [worker, looks]);
  return { known, look };
}
