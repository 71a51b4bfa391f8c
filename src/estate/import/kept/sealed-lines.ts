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

/** Values as lines. `onLine` is given each before it is sealed. */
export class LinesOf {
  readonly #onLine: (line: string) => void
  #part: unknown[] = []

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  /** Plain JSON. */
  add(value: unknown): void {
    if (this.#part.push(value) === VALUES_A_LINE) this.end()
  }

  end(): void {
    if (this.#part.length > 0) this.#onLine(JSON.stringify(this.#part))
    this.#part = []
  }
}

/** Writes a new file that only this user may read; what was there before is overwritten. */
export class SealedWriter {
  readonly #file: SealedFile
  readonly #to: number
  #line = 0

  constructor(file: SealedFile) {
    this.#file = file
    this.#to = openSync(file.path, 'w', 0o600)
  }

  write(part: string): void {
    const { sealer, context } = this.#file
    writeSync(this.#to, `${sealer.seal(part, `${context}:${this.#line++}`)}\n`)
  }

  /** Without its end a file is taken for one that breaks off. */
  end(): void {
    this.write(END)
    this.close()
  }

  close(): void {
    closeSync(this.#to)
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
