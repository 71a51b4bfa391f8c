// Who may write to the SQLite file now. One process has one queue; its worker threads take their turn from it, so that
// no two handles of the process ever compete for the file's lock.

/** Runs `work` when its turn comes; the turn ends when `work` settles. */
export type WriteTurn = <T>(work: () => Promise<T>) => Promise<T>

export function makeWriteQueue(): WriteTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    // The next in the queue does not care how this one ended; whoever asked for it does, and holds `mine`.
    last = mine.catch(() => undefined)
    return mine
  }
}
