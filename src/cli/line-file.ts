import { createWriteStream, existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../shared/failure.ts'

/** Writes a new file that only this user may read. Throws `file-exists`: nothing is overwritten. */
export async function writeLines(file: string, lines: AsyncIterable<string>): Promise<void> {
  async function* withEnds() {
    for await (const line of lines) yield `${line}\n`
  }
  await writePieces(file, withEnds())
}

/** As writeLines, of bytes that may end anywhere. */
export async function writePieces(file: string, pieces: AsyncIterable<string | Buffer>): Promise<void> {
  await pipeline(Readable.from(pieces), createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? fileExists(file) : error
    },
  )
}

/** Asked before work whose result could not be written then. */
export function refuseExisting(file: string): void {
  if (existsSync(file)) throw fileExists(file)
}

function fileExists(file: string): Failure {
  return new Failure('file-exists', `There is a file ${file} already.`, 'Name another; nothing is overwritten.')
}
