/** Nothing that a browser could grant is asked for. */
const PERMISSIONS = [
  "accelerometer",
  "autoplay",
  "camera",
  "display-capture",
  "fullscreen",
  "geolocation",
  "gyroscope",
  "hid",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
]
  .map((name) => `${name}=()`)
  .join(", ");

/**
 * Headers of the page and of every file of it: a worker is held by the policy of its own file (D2). Scripts come from here
 * alone, nothing is evaluated but WebAssembly, styles need the nonce of this answer or a file, and nothing is sent but to the
 * server of the models.
 * @param nonce - of this answer alone
 * @param server - origin of the models' server, empty where it is this one
 */
export function pageHeaders(nonce: string, server: string): Readonly<Record<string, string>> {
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      `style-src 'nonce-${nonce}' 'self'`,
      "img-src 'self' data: blob:",
      "font-src 'self'",
      `connect-src 'self'${server === "" ? "" : ` ${server}`}`,
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ].join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": PERMISSIONS,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}
