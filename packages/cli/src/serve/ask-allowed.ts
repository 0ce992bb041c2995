import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** Whether a server lets pages of an origin ask. */
export type Reach = "allowed" | "refused" | "unreachable";

const TIMEOUT = 5000;

/**
 * Asks a server what it is, as a page of `origin` would. Fetch does not let a program name an origin, so this is plain HTTP.
 * @example await askAllowed("https://velum.example.org", "http://127.0.0.1:8090"); // "refused"
 */
export function askAllowed(server: string, origin: string): Promise<Reach> {
  const request = server.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const asked = request(`${server}/v2`, { headers: { origin }, timeout: TIMEOUT, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.headers["access-control-allow-origin"] === origin ? "allowed" : "refused");
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer")));
    asked.on("error", () => resolve("unreachable"));
    asked.end();
  });
}
