import { expect, it } from "vitest";
import { readHeartData } from "./heart-data.ts";

it("holds UCI's 303 patients, 139 of them with the disease, in its order", async () => {
  const { rows, targets } = await readHeartData();
  expect([rows.length, targets.filter((target) => target === 1).length]).toEqual([303, 139]);
  expect(rows[0]).toMatchObject({ age: 63, sex: 1, chol: 233, thal: 6 });
  expect(rows[302]).toMatchObject({ age: 38, sex: 1, ca: null });
});
