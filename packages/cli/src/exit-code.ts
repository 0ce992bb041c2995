/** What a verb ends with: 0 done, 1 failed, 2 wrong use. */
export const EXIT: { readonly done: 0; readonly failed: 1; readonly wrongUse: 2 } = Object.freeze({
  done: 0,
  failed: 1,
  wrongUse: 2,
});

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
