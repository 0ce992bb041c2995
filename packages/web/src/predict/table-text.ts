import type { Progress } from "@velum/client";
import { bytesText, countText } from "../text/quantities.ts";

/** How far many rows are, and what moved. */
export const progressText = ({ rows, requests, plan, bytes }: Progress, total: number): string =>
  `${countText(rows)} of ${countText(total)} rows, ${countText(requests)} ${requests === 1 ? "request" : "requests"}` +
  `${plan === undefined ? "" : ` by plan ${plan}`}, ${bytesText(bytes.request)} sent, ${bytesText(bytes.response)} received`;
