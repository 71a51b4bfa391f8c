// A file of many values, sealed: each line holds some hundreds of them, under a key of its own and bound to its place in
// the file. Written by a worker thread, which may wait for its disk.
import { createReadStream, openSync, closeSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Sealed, Sealer } from '../../../shared/sealed.ts'

/** A line of 500 rows is some 100 kB: its key and tag are lost in it, and a reader holds little. */
const VALUES_A_LINE = 500

export interface SealedFile {
  readonly path: string
  readonly sealer: Sealer
  /** What the lines are sealed for. */
  readonly context: string
}

/** Writes a new file that only this user may read. Values are plain JSON. */
export function writeSealed({ path, sealer, context }: SealedFile, values: Iterable<unknown>): void {
  const to = openSync(path, 'w', 0o600)
  try {
    let line = 0
    for (const part of inLines(values)) writeSync(to, `${sealer.seal(part, `${context}:${line++}`)}\n`)
    writeSync(to, `${sealer.seal(END, `${context}:${line}`)}\n`)
  } finally {
    closeSync(to)
  }
}

/** Throws `cannot-unseal` for a line that was changed or moved, ENOENT for no file, and for one that breaks off. */
export async function* readSealed({ path, sealer, context }: SealedFile): AsyncGenerator<unknown> {
  let line = 0
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const part = sealer.unseal(text as Sealed, `${context}:${line++}`)
    if (part === END) return
    yield* JSON.parse(part) as unknown[]
  }
  throw Object.assign(new Error(`${path} breaks off after line ${line}`), { code: 'ENOENT' })
}

const END = 'end'

/** The values as the lines hold them, before they are sealed. */
export function* inLines(values: Iterable<unknown>): Generator<string> {
  let part: unknown[] = []
  for (const value of values) {
    part.push(value)
    if (part.length < VALUES_A_LINE) continue
    yield JSON.stringify(part)
    part = []
  }
  if (part.length > 0) yield JSON.stringify(part)
}
