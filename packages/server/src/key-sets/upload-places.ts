import { VelumError } from "@velum/protocol";

/** Uploads that are under way: so many are read at the same time, and one of them is expanded. */
export interface UploadPlaces {
  /** Takes a place for a caller, for as long as `work` runs. @throws VelumError SERVER_BUSY */
  take<T>(caller: string, work: () => Promise<T>): Promise<T>;
  /** Waits until nobody else expands, then runs `expand` alone. */
  inTurn<T>(expand: () => Promise<T>): Promise<T>;
}

/** How many places there are. */
export interface PlaceLimits {
  readonly all: number;
  /** Of one caller: whoever sends slowly leaves the others to others. */
  readonly perCaller: number;
}

/** Memory is bounded by the places, and what is left of the processor by there being one expansion at a time (E4). */
export function createUploadPlaces({ all, perCaller }: PlaceLimits): UploadPlaces {
  const callers: string[] = [];
  let last: Promise<unknown> = Promise.resolve();
  return Object.freeze({
    async take<T>(caller: string, work: () => Promise<T>): Promise<T> {
      if (callers.length >= all || callers.filter((one) => one === caller).length >= perCaller) {
        throw new VelumError("SERVER_BUSY");
      }
      callers.push(caller);
      try {
        return await work();
      } finally {
        callers.splice(callers.indexOf(caller), 1);
      }
    },
    inTurn<T>(expand: () => Promise<T>): Promise<T> {
      const result = last.then(expand);
      last = result.catch(() => {});
      return result;
    },
  });
}
