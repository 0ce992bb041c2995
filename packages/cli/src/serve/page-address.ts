/** The page's address with its token in the fragment, which browsers send to nobody. */
export const pageAddress = (url: string, token: string | undefined): string =>
  token === undefined ? `${url}/` : `${url}/#token=${encodeURIComponent(token)}`;
