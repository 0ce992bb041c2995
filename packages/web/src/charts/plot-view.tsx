import { type ReactElement, useEffect, useRef, useState } from "react";
import { useApp } from "../state/app-state.ts";
import classes from "./charts.module.css";
import { drawInTurn } from "./draw-queue.ts";
import { loadPlot, type PlotModule } from "./plot-module.ts";
import { useWidth } from "./use-width.ts";

/** Makes a drawing of so many pixels across. Keep it the same while the data is: another function is another drawing. */
export type Draw = (plot: PlotModule, width: number) => Element;

/** What all drawings share: the page's font, no colours of their own. */
export const PLOT_STYLE: { readonly [name: string]: string } = Object.freeze({
  fontFamily: "inherit",
  fontSize: "12px",
  color: "var(--velum-faint)",
  background: "transparent",
  overflow: "visible",
});

/** @param summary - what the drawing says, for those who do not see it */
export function PlotView({
  draw,
  summary,
  height,
}: {
  readonly draw: Draw;
  readonly summary: string;
  readonly height: number;
}): ReactElement {
  const { nonce } = useApp().settings;
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (width === 0) return;
    let current = true;
    loadPlot().then(
      (plot) =>
        drawInTurn(() => {
          if (!current) return;
          setFailed(false);
          place.current?.replaceChildren(prepare(draw(plot, width), summary, nonce));
        }),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [draw, summary, width, nonce]);

  return (
    <>
      <div ref={place} className={classes["plot"]} style={{ minHeight: height }} />
      {failed && <p className={classes["failed"]}>The drawing could not be loaded. The numbers below are complete.</p>}
    </>
  );
}

/** A picture with a text in its place, whose style element the page's policy lets in. */
function prepare(drawing: Element, summary: string, nonce: string): Element {
  for (const style of drawing.querySelectorAll("style")) style.nonce = nonce;
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", summary);
  // Parts of a picture have no names of their own.
  for (const part of drawing.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  return drawing;
}
