/** What to do about a page that is not there. */
export const PAGE_MISSING = "The page is not built: npm run build -w packages/web.";
