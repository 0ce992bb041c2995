/** How many bytes each caller may upload. */
export interface UploadQuota {
  /** Milliseconds until so many bytes may come from a caller; 0 where they may now. */
  wait(caller: string, bytes: number): number;
  /** Counts bytes that are let in. */
  charge(caller: string, bytes: number): void;
}

const MINUTE = 60_000;
const MOST_CALLERS = 10_000;

interface Account {
  /** Bytes that count at `time`; they fade evenly, a minute's worth in a minute. */
  readonly bytes: number;
  readonly time: number;
}

/**
 * Bytes a minute for each caller, by a leaky bucket: key sets are dear to check, so whoever sends many waits (E4). Uploads
 * under way are counted when they begin; those that begin together may overdraw, and wait longer afterwards.
 * @param now - a clock in milliseconds that never goes back
 */
export function createUploadQuota(bytesPerMinute: number, now: () => number): UploadQuota {
  // In the order of last use.
  const accounts = new Map<string, Account>();
  const countOf = (account: Account | undefined, time: number): number =>
    account === undefined ? 0 : Math.max(0, account.bytes - ((time - account.time) * bytesPerMinute) / MINUTE);

  function makeRoom(): void {
    const [oldest] = accounts.keys();
    if (accounts.size >= MOST_CALLERS && oldest !== undefined) accounts.delete(oldest);
  }

  return Object.freeze({
    wait(caller: string, bytes: number): number {
      const over = countOf(accounts.get(caller), now()) + bytes - bytesPerMinute;
      return over <= 0 ? 0 : (over * MINUTE) / bytesPerMinute;
    },
    charge(caller: string, bytes: number): void {
      const time = now();
      const counted = countOf(accounts.get(caller), time) + bytes;
      accounts.delete(caller);
      makeRoom();
      accounts.set(caller, { bytes: counted, time });
    },
  });
}
