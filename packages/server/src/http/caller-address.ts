import type { IncomingHttpHeaders } from "node:http";
import { isIPv4, isIPv6, type Socket } from "node:net";

/**
 * The network that a request came from, to count by: an IPv4 address, or the first 64 bits of an IPv6 address, which is what one
 * household has (RFC 6177). Behind a proxy it is the last address that the proxy added to `X-Forwarded-For`; whatever stands
 * before that is the caller's own word.
 * @example callerNetwork(request.raw.socket, request.headers, false) // "127.0.0.1"
 */
export function callerNetwork(
  { remoteAddress = "" }: Pick<Socket, "remoteAddress">,
  headers: IncomingHttpHeaders,
  behindProxy: boolean,
): string {
  const forwarded = behindProxy ? headers["x-forwarded-for"]?.toString().split(",").at(-1)?.trim() : undefined;
  return networkOf(forwarded ?? remoteAddress);
}

function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(address)) return isIPv4(address) ? address : "";
  // The URL parser writes an address in one way (RFC 5952).
  const [head = "", tail] = new URL(`http://[${address.split("%", 1)[0]}]`).hostname.slice(1, -1).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::`;
}
