import type { Locator } from "playwright-core";

/** Drops a file of this text on an element, as a mouse does. */
export async function dropFile(place: Locator, name: string, text: string): Promise<void> {
  const transfer = await place.page().evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content!], fileName!));
      return data;
    },
    [name, text],
  );
  for (const type of ["dragover", "drop"]) await place.dispatchEvent(type, { dataTransfer: transfer });
}
