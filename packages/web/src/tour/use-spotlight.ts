import { useLayoutEffect, useState } from "react";

/** Where an element is on the screen. */
export interface Spot {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels around what is lit. */
const MARGIN = 8;

/** The place of the element with this `data-tour`, scrolled into view; undefined where it is not drawn. */
export function useSpotlight(target: string): Spot | undefined {
  const [spot, setSpot] = useState<Spot>();
  useLayoutEffect(() => {
    const element = document.querySelector(`[data-tour="${target}"]`);
    element?.scrollIntoView({ block: "center" });
    const measure = (): void => setSpot(element === null ? undefined : spotOf(element.getBoundingClientRect()));
    measure();
    addEventListener("resize", measure);
    addEventListener("scroll", measure, { passive: true });
    return () => {
      removeEventListener("resize", measure);
      removeEventListener("scroll", measure);
    };
  }, [target]);
  return spot;
}

function spotOf({ top, left, width, height }: DOMRect): Spot | undefined {
  if (width === 0 || height === 0) return undefined;
  return { top: top - MARGIN, left: left - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
}
