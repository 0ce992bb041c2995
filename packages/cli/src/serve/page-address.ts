/** The page's address with its token in the fragment, which browsers send to nobody. */
export const pageAddress = (url: string, token: string | undefined): string =>
  token === undefined ? `${url}/` : `${url}/#token=${encodeURIComponent(token)}`;

/** How users call a server: behind a proxy by its first allowed name. */
export const publicUrl = (
  url: string,
  { behindProxy, allowHost: [name] }: { readonly behindProxy: boolean; readonly allowHost: readonly string[] },
): string => (behindProxy && name !== undefined ? `https://${name}` : url);
