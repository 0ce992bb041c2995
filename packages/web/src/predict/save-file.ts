/** Lets the browser save bytes that are already in this tab. Nothing is sent. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  // Browsers read the address when the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
