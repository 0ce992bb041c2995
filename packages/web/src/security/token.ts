/** Where the token stays while the tab is open. */
const KEY = "velum-token";
const IN_FRAGMENT = /^#(?:.*&)?token=([A-Za-z0-9._~+/=-]{1,512})$/;

/**
 * The token of this tab: from the fragment of the printed address, which is then taken out of the address bar and the history
 * entry, or from before a reload. A fragment is never sent to a server.
 */
export function takeToken(page: Pick<Window, "location" | "history" | "sessionStorage">): string | undefined {
  const { location, history, sessionStorage } = page;
  const found = IN_FRAGMENT.exec(location.hash)?.[1];
  if (found !== undefined) {
    sessionStorage.setItem(KEY, found);
    history.replaceState(null, "", `${location.pathname}${location.search}`);
  }
  return found ?? sessionStorage.getItem(KEY) ?? undefined;
}

/** A token that the user typed. */
export const keepToken = (token: string): void => sessionStorage.setItem(KEY, token);
