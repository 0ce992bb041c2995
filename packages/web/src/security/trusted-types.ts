/*
 * The page's Content-Security-Policy asks for Trusted Types (D2): no text becomes markup or the address of a script unless a
 * policy has looked at it.
 */

interface TrustedTypePolicy {
  readonly createScriptURL: (url: string) => string;
}
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: Record<string, (text: string) => string>): TrustedTypePolicy;
}

const factory = (globalThis as { trustedTypes?: TrustedTypePolicyFactory }).trustedTypes;

/** Files of this page's own build, on its own origin. */
function ownScript(url: string): string {
  const { origin, pathname } = new URL(url, location.href);
  if (origin === location.origin && /\/assets\/[\w-]+\.js$/.test(pathname)) return url;
  throw new TypeError("not a script of this page");
}

/** Mantine writes its style sheets as the inner text of <style>: text without "<" opens no tag. */
function styleText(text: string): string {
  if (!text.includes("<")) return text;
  throw new TypeError("not a style sheet");
}

/** Sets the rule for texts that libraries write. Once, before anything is drawn. */
export function installTrustedTypes(): void {
  factory?.createPolicy("default", { createHTML: styleText });
}

const policy = factory?.createPolicy("velum", { createScriptURL: ownScript });

/** The address of a script of this page, as `new Worker` wants it. @throws TypeError for any other */
export const trustedScriptUrl = (url: string): string => policy?.createScriptURL(url) ?? ownScript(url);
