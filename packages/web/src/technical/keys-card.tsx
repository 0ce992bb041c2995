import { Button } from "@mantine/core";
import { type ReactElement, useCallback, useEffect, useState } from "react";
import { Card } from "../layout/card.tsx";
import { useApp } from "../state/app-state.ts";
import { countText } from "../text/quantities.ts";
import type { ModelKeys } from "../worker/messages.ts";
import classes from "./technical.module.css";

/** Keys that are in use, and how to end them. */
export function KeysCard({ onWiped }: { readonly onWiped: () => void }): ReactElement {
  const { worker } = useApp();
  const [keys, setKeys] = useState<readonly ModelKeys[]>([]);
  const [wiped, setWiped] = useState(false);
  const look = useCallback(() => void worker.call("keys", null).then(setKeys, () => setKeys([])), [worker]);
  useEffect(look, [look]);
  const wipe = async (): Promise<void> => {
    await worker.call("wipe", null);
    setWiped(true);
    look();
    onWiped();
  };
  const inUse = keys.flatMap(({ model, keySets }) => keySets.map((set) => ({ model, ...set })));
  return (
    <Card
      title="Keys"
      hint="They live in the memory of this tab's worker and are never stored. Only public halves are ever sent."
    >
      {inUse.length === 0 ? (
        <p className={classes["text"]}>
          <b>No key is kept now.</b> Plans without evaluation keys make a secret for each request and wipe it when the
          answer is decrypted.
        </p>
      ) : (
        <section className={classes["scroll"]}>
          <table className={classes["table"]}>
            <thead>
              <tr>
                <th scope="col">key set</th>
                <th scope="col">numbers answered</th>
                <th scope="col">ends at the latest</th>
              </tr>
            </thead>
            <tbody>
              {inUse.map(({ model, plan, answers, most, until }) => (
                <tr key={`${model} ${plan}`}>
                  <td>
                    {model}, {plan}
                  </td>
                  <td>
                    {countText(answers)} of {countText(most)}
                  </td>
                  <td>{new Date(until).toLocaleString("en-GB")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <ul className={classes["list"]}>
        <li>
          <b>Rotation.</b> A key set gives way to another after a day, or after the number of answers above. The old
          secret is wiped, and the server is asked to forget its half.
        </li>
        <li>
          <b>Deletion.</b> Wiping ends every session of this tab: secrets are wiped on a best-effort basis, the server
          is asked to forget key sets, and the last request is forgotten here. The next prediction makes new keys.
        </li>
        <li>
          <b>While a key set is in use</b>, its results must not reach anyone who sees or makes its ciphertexts.
        </li>
      </ul>
      <div className={classes["wipe"]}>
        <Button color="red" variant="light" onClick={() => void wipe()}>
          Wipe all keys now
        </Button>
        <output>{wiped && "Wiped, on a best-effort basis. The next prediction makes new keys."}</output>
      </div>
    </Card>
  );
}
