import { useComputedColorScheme } from "@mantine/core";
import { type PointerEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { countText } from "../text/quantities.ts";
import type { FramePart, PartKind } from "./frame-parts.ts";
import classes from "./technical.module.css";

export interface BytePictureProps {
  readonly title: string;
  /** Figures under the title. */
  readonly note: string;
  readonly bytes: Uint8Array;
  readonly parts: readonly FramePart[];
  /** Bytes a line: the same for pictures that are compared. */
  readonly columns: number;
}

/** Every byte one square: the larger its value, the deeper its colour. The colour says what part of the frame it is. */
export function BytePicture({ title, note, bytes, parts, columns }: BytePictureProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const [pointed, setPointed] = useState<number>();
  const rows = Math.ceil(bytes.length / columns);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, bytes, parts, columns);
  }, [bytes, parts, columns, scheme]);

  const point = ({ nativeEvent: { offsetX, offsetY }, currentTarget }: PointerEvent<HTMLCanvasElement>): void => {
    const column = Math.floor((offsetX / currentTarget.clientWidth) * columns);
    const index = Math.floor((offsetY / currentTarget.clientHeight) * rows) * columns + column;
    setPointed(index < bytes.length && column < columns ? index : undefined);
  };
  return (
    <figure className={classes["picture"]}>
      <figcaption>
        <b>{title}</b>
        <span className={classes["pictureNote"]}>{note}</span>
      </figcaption>
      <canvas
        className={classes["kind"]}
        ref={canvas}
        role="img"
        aria-label={`${title}: ${note}`}
        onPointerMove={point}
        onPointerLeave={() => setPointed(undefined)}
      />
      <p className={classes["pointed"]}>{pointed === undefined ? "\u{a0}" : pointedText(bytes, parts, pointed)}</p>
    </figure>
  );
}

function pointedText(bytes: Uint8Array, parts: readonly FramePart[], index: number): string {
  const part = parts.find(({ from, to }) => index >= from && index < to);
  return `byte ${countText(index)}: ${bytes[index]!.toString(16).padStart(2, "0")}, ${part?.name ?? ""}`;
}

/** Squares of one canvas pixel; the style sheet makes them larger without smoothing them. */
function paint(canvas: HTMLCanvasElement, bytes: Uint8Array, parts: readonly FramePart[], columns: number): void {
  const rows = Math.ceil(bytes.length / columns);
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(columns, rows);
  for (const { kind, from, to } of parts) {
    const [red, green, blue] = colorOf(canvas, kind);
    for (let i = from; i < to; i++) image.data.set([red, green, blue, 24 + 0.9 * bytes[i]!], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** The style sheet's colour, as the canvas wants it. */
function colorOf(canvas: HTMLCanvasElement, kind: PartKind): readonly [number, number, number] {
  canvas.dataset["kind"] = kind;
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(canvas).color.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
