import { expect, test } from "vitest";
import { pageAddress, publicUrl } from "./page-address.ts";

test("a page's address holds the token where browsers keep it to themselves", () => {
  expect(pageAddress("http://127.0.0.1:8080", "a+b/c")).toBe("http://127.0.0.1:8080/#token=a%2Bb%2Fc");
  expect(pageAddress("http://127.0.0.1:8080", undefined)).toBe("http://127.0.0.1:8080/");
});

test("behind a proxy a server is called by its first name, over TLS", () => {
  const url = "http://0.0.0.0:8080";
  expect(publicUrl(url, { behindProxy: true, allowHost: ["velum.example.org", "b.example"] })).toBe(
    "https://velum.example.org",
  );
  expect(publicUrl(url, { behindProxy: true, allowHost: [] })).toBe(url);
  expect(publicUrl(url, { behindProxy: false, allowHost: ["velum.example.org"] })).toBe(url);
});
