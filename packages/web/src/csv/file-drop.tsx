import { type ReactElement, type ReactNode, useEffect, useId, useState } from "react";
import { UploadIcon } from "../shell/icons.tsx";
import classes from "./file-drop.module.css";

/** What a place for files takes. */
export interface FileDropProps {
  readonly title: string;
  /** What becomes of the file. */
  readonly children: ReactNode;
  /** As of an input element. */
  readonly accept: string;
  readonly disabled?: boolean;
  readonly onFile: (file: File) => void;
}

/** A place to drop a file, or to choose one by mouse or keyboard. */
export function FileDrop({ title, children, accept, disabled = false, onFile }: FileDropProps): ReactElement {
  const id = useId();
  const [over, setOver] = useState(false);
  useEffect(keepThePage, []);
  const take = (files: FileList | null): void => {
    const [file] = files ?? [];
    if (file !== undefined && !disabled) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way, the input the keyboard's
    <div
      className={classes["drop"]}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <UploadIcon size={22} />
      <div>
        <label htmlFor={id} className={classes["title"]}>
          {title}
        </label>
        <p id={`${id}-help`} className={classes["text"]}>
          {children}
        </p>
      </div>
      <input
        id={id}
        type="file"
        className={classes["input"]}
        accept={accept}
        disabled={disabled}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file may be chosen again after it was changed.
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}

/** A file that is dropped beside the place would otherwise be opened in the place of the page, and all of it be lost. */
function keepThePage(): () => void {
  const keep = (event: DragEvent): void => event.preventDefault();
  addEventListener("dragover", keep);
  addEventListener("drop", keep);
  return () => {
    removeEventListener("dragover", keep);
    removeEventListener("drop", keep);
  };
}
