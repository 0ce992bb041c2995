import { Button } from "@mantine/core";
import { type ReactElement, useEffect, useId, useRef, useState } from "react";
import classes from "./tour.module.css";
import { TOUR_STEPS } from "./tour-steps.ts";
import { type Spot, useSpotlight } from "./use-spotlight.ts";

/**
 * The tour, in a modal dialog of the browser: it holds the focus, closes by Escape, and gives the focus back to where it was.
 */
export function Tour({ onEnd }: { readonly onEnd: () => void }): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState(0);
  const [titleId, textId] = [useId(), useId()];
  const step = TOUR_STEPS[place]!;
  const spot = useSpotlight(step.target);
  const isLast = place === TOUR_STEPS.length - 1;

  useEffect(() => dialog.current?.showModal(), []);
  // "Back" may have gone from under the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each stop
  useEffect(() => next.current?.focus(), [place]);

  return (
    <dialog
      ref={dialog}
      className={classes["tour"]}
      aria-labelledby={titleId}
      aria-describedby={textId}
      onClose={onEnd}
    >
      {spot !== undefined && <div className={classes["spot"]} style={spot} />}
      <div className={classes["card"]} style={cardPlace(spot)} data-lit={spot !== undefined}>
        <p className={classes["count"]}>
          {place + 1} of {TOUR_STEPS.length}
        </p>
        <div aria-live="polite">
          <h2 id={titleId} className={classes["title"]}>
            {step.title}
          </h2>
          <p id={textId} className={classes["text"]}>
            {step.text}
          </p>
        </div>
        <div className={classes["buttons"]}>
          <Button variant="subtle" color="gray" size="sm" onClick={() => dialog.current?.close()}>
            {isLast ? "Close" : "Skip the tour"}
          </Button>
          <span className={classes["moves"]}>
            {place > 0 && (
              <Button variant="default" size="sm" onClick={() => setPlace(place - 1)}>
                Back
              </Button>
            )}
            <Button size="sm" ref={next} onClick={() => (isLast ? dialog.current?.close() : setPlace(place + 1))}>
              {isLast ? "Start" : "Next"}
            </Button>
          </span>
        </div>
      </div>
    </dialog>
  );
}

const [CARD_WIDTH, CARD_HEIGHT, GAP] = [352, 210, 14];

/** Under what is lit, above it where there is no room, and always on the screen. */
function cardPlace(spot: Spot | undefined): { readonly top: number; readonly left: number } | undefined {
  if (spot === undefined) return undefined;
  const below = spot.top + spot.height + GAP;
  const top = below + CARD_HEIGHT < innerHeight ? below : Math.max(GAP, spot.top - CARD_HEIGHT - GAP);
  const left = Math.min(Math.max(GAP, spot.left), Math.max(GAP, innerWidth - CARD_WIDTH - GAP));
  return { top: Math.min(top, Math.max(GAP, innerHeight - CARD_HEIGHT - GAP)), left };
}
