/** The one source of "now". main.ts makes the real one; tests make one that stands still. */
export interface Clock {
  now(): Date
}
