import { expect, test } from "vitest";
import { callerNetwork } from "./caller-address.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::"],
  ["2001:0db8:0001:0002:0000:0000:0000:0001", "2001:db8:1:2::"],
  ["fe80::1%eth0", "fe80:0:0:0::"],
  ["::1", "0:0:0:0::"],
  ["", ""],
  ["nonsense", ""],
])("%j counts as %j", (remoteAddress, network) => {
  expect(callerNetwork({ remoteAddress }, {}, false)).toBe(network);
});

test("what callers say of themselves counts for nothing: the last address is the proxy's word, and only behind one", () => {
  const headers = { "x-forwarded-for": "203.0.113.9, 192.0.2.7" };
  expect(callerNetwork({ remoteAddress: "127.0.0.1" }, headers, false)).toBe("127.0.0.1");
  expect(callerNetwork({ remoteAddress: "127.0.0.1" }, headers, true)).toBe("192.0.2.7");
  expect(callerNetwork({ remoteAddress: "127.0.0.1" }, {}, true)).toBe("127.0.0.1");
});
