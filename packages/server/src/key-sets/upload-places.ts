import { VelumError } from "@velum/protocol";

/** Uploads that are under way: so many are read at the same time, and one of them is expanded. */
export interface UploadPlaces {
  /** Takes a place, for as long as `work` runs. @throws VelumError SERVER_BUSY */
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until nobody else expands, then runs `expand` alone. */
  inTurn<T>(expand: () => Promise<T>): Promise<T>;
}

/** Memory is bounded by the places, and what is left of the processor by there being one expansion at a time (E4). */
export function createUploadPlaces(places: number): UploadPlaces {
  let taken = 0;
  let last: Promise<unknown> = Promise.resolve();
  return Object.freeze({
    async take<T>(work: () => Promise<T>): Promise<T> {
      if (taken >= places) throw new VelumError("SERVER_BUSY");
      taken++;
      try {
        return await work();
      } finally {
        taken--;
      }
    },
    inTurn<T>(expand: () => Promise<T>): Promise<T> {
      const result = last.then(expand);
      last = result.catch(() => {});
      return result;
    },
  });
}
