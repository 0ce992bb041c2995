import { type DragEvent, type ReactElement, useState } from "react";
import { UploadIcon } from "../shell/icons.tsx";
import classes from "./table.module.css";

/** A place to drop a CSV file on, and a file button for everyone else. */
export function DropZone({ onFile }: { readonly onFile: (file: File) => void }): ReactElement {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null): void => {
    const [file] = files ?? [];
    if (file !== undefined) onFile(file);
  };
  const over = (event: DragEvent, value: boolean): void => {
    event.preventDefault();
    setOver(value);
  };
  return (
    <label
      className={classes["zone"]}
      data-over={isOver}
      onDragOver={(event) => over(event, true)}
      onDragLeave={(event) => over(event, false)}
      onDrop={(event) => {
        over(event, false);
        take(event.dataTransfer.files);
      }}
    >
      <UploadIcon size={22} />
      <span>
        <b>Choose a CSV file</b> or drop it here
      </span>
      <input
        type="file"
        accept=".csv,text/csv"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}
