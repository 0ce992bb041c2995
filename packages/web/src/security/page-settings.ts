/** Who ships the code of this page (D1). */
export type PageMode =
  /** `velum ui`: the user's own machine. */
  | "ui"
  /** The server that computes. */
  | "served";

/** What the server of the page wrote into index.html. */
export interface PageSettings {
  readonly mode: PageMode;
  /** Origin of the server that computes. */
  readonly server: string;
  /** For style elements. */
  readonly nonce: string;
}

/** Reads the settings. A page that nobody filled in counts as served: the weaker claim. */
export function readPageSettings(page: Document): PageSettings {
  const content = (name: string): string => page.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
  const server = content("velum-server");
  return Object.freeze({
    mode: content("velum-mode") === "ui" ? "ui" : "served",
    server: /^https?:\/\//.test(server) ? server.replace(/\/+$/, "") : page.location.origin,
    nonce: page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "",
  });
}
