import { Button, SegmentedControl } from "@mantine/core";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import { Card } from "../layout/card.tsx";
import { useApp } from "../state/app-state.ts";
import { bytesText, countText } from "../text/quantities.ts";
import { BytePicture } from "./byte-picture.tsx";
import { byteEntropy, randomBytes } from "./entropy.ts";
import { Facts } from "./facts.tsx";
import { type FramePart, type PartKind, requestParts, responseParts } from "./frame-parts.ts";
import { hexText, readOpenFields } from "./read-open-fields.ts";
import classes from "./technical.module.css";
import type { KnownRequest } from "./use-last-request.ts";

const KINDS: readonly (readonly [kind: PartKind, text: string])[] = [
  ["open", "readable: names, counts, digests"],
  ["seed", "seeds: random bytes"],
  ["encrypted", "keys and ciphertexts"],
  ["digest", "digest of the rest"],
];

/** The last request and its answer, every byte, as this page's code sent and received them. */
export function LastRequestCard({
  known: { last, opened },
  look,
}: {
  readonly known: KnownRequest;
  readonly look: () => void;
}): ReactElement {
  const { settings } = useApp();
  const [which, setWhich] = useState<"request" | "response">("request");
  const fields = useMemo(() => readOpenFields(last.request), [last]);
  const plan = opened.contract.plans.find(({ name }) => name === fields.plan) ?? opened.contract.plans[0]!;
  const bytes = last[which];
  const parts = useMemo(() => (which === "request" ? requestParts(plan) : responseParts(plan)), [which, plan]);
  const random = useMemo(() => randomBytes(bytes.length), [bytes]);
  const all = useMemo<readonly FramePart[]>(
    () => [{ kind: "encrypted", name: "random", from: 0, to: bytes.length }],
    [bytes],
  );
  // A square, in whole groups of eight.
  const columns = Math.ceil(Math.sqrt(bytes.length) / 8) * 8;
  const digest = useSha256(bytes);
  const hidden = useMemo(() => joined(bytes, parts, ["seed", "encrypted"]), [bytes, parts]);
  const beside = random.subarray(0, hidden.length);
  return (
    <Card
      title="The last request, byte by byte"
      hint={`Sent to ${last.model} at ${new Date(last.at).toLocaleTimeString("en-GB")}. Each square is a byte: the larger its value, the deeper.`}
      aside={
        <Button className={classes["look"]} variant="default" size="xs" onClick={look}>
          Look again
        </Button>
      }
    >
      <SegmentedControl
        className={classes["which"]}
        data={[
          { value: "request", label: `Request, ${bytesText(last.request.length)}` },
          { value: "response", label: `Answer, ${bytesText(last.response.length)}` },
        ]}
        value={which}
        onChange={(value) => setWhich(value === "response" ? "response" : "request")}
        aria-label="Which frame"
      />
      <ul className={classes["kinds"]}>
        {KINDS.map(([kind, text]) => (
          <li key={kind}>
            <span className={classes["kind"]} data-kind={kind} />
            {text}
          </li>
        ))}
      </ul>
      <div className={classes["pictures"]}>
        <BytePicture
          title={which === "request" ? "The request" : "The answer"}
          note={`${countText(bytes.length)} bytes; seeds, keys and ciphertexts ${byteEntropy(hidden).toFixed(4)} bits a byte`}
          {...{ bytes, parts, columns }}
        />
        <BytePicture
          title="Random bytes, for comparison"
          note={`as many, from this browser; the same number of them ${byteEntropy(beside).toFixed(4)} bits a byte`}
          bytes={random}
          parts={all}
          columns={columns}
        />
      </div>
      <p className={classes["text"]}>
        To look random proves nothing: many broken ciphers do. What encryption rests on is said under Claims.
        {settings.mode === "served" &&
          " And it is this page that shows its own bytes: served by the server, it could show others than it sends."}
      </p>
      <div className={classes["columns"]}>
        <div>
          <h3>What is where</h3>
          <table className={classes["table"]}>
            <thead>
              <tr>
                <th scope="col">part</th>
                <th scope="col">from byte</th>
                <th scope="col">bytes</th>
              </tr>
            </thead>
            <tbody>
              {parts.slice(0, MOST_PARTS).map(({ name, from, to, kind }) => (
                <tr key={from}>
                  <td>
                    <span className={`${classes["dot"]} ${classes["kind"]}`} data-kind={kind} />
                    {name}
                  </td>
                  <td>{countText(from)}</td>
                  <td>{countText(to - from)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {parts.length > MOST_PARTS && (
            <p className={classes["text"]}>and {parts.length - MOST_PARTS} more of the same.</p>
          )}
        </div>
        <div>
          <h3>What anyone can read in it</h3>
          <Facts
            facts={[
              ["model's contract", <code key="contract">{fields.contract}</code>],
              ["plan", fields.plan],
              ["rows", countText(fields.rows)],
              ["ciphertexts", countText(fields.ciphertexts)],
              ["number in its batch", countText(fields.chunk)],
              ["request id", <code key="id">{fields.requestId}</code>],
              ["parameters", <code key="parameters">{fields.parameters}</code>],
              [`SHA-256 of the ${which === "request" ? "request" : "answer"}`, <code key="digest">{digest}</code>],
            ]}
          />
        </div>
      </div>
    </Card>
  );
}

const MOST_PARTS = 12;

/** The stretches of these kinds, one behind the other. */
function joined(bytes: Uint8Array, parts: readonly FramePart[], kinds: readonly PartKind[]): Uint8Array {
  const chosen = parts.filter(({ kind }) => kinds.includes(kind)).map(({ from, to }) => bytes.subarray(from, to));
  const all = new Uint8Array(chosen.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const stretch of chosen) {
    all.set(stretch, at);
    at += stretch.length;
  }
  return all;
}

function useSha256(bytes: Uint8Array): string {
  const [digest, setDigest] = useState("…");
  useEffect(() => {
    let current = true;
    void crypto.subtle.digest("SHA-256", Uint8Array.from(bytes)).then((value) => {
      if (current) setDigest(hexText(new Uint8Array(value)));
    });
    return () => {
      current = false;
    };
  }, [bytes]);
  return digest;
}
