// A file that is sent goes to the disk as it comes, whatever it says it is: nothing of it is held in memory.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MOST_BYTES } from '../../readers/detect.ts'
import { refuse } from '../../readers/refuse.ts'

/** Throws `body-too-large`; whoever calls removes what came of it. */
export async function receiveFile(body: Readable, file: string): Promise<void> {
  // Nobody but the service's own user: an inventory of sensitive sites is sensitive.
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await pipeline(body, limited, createWriteStream(file, { mode: 0o600 }))
}

async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    checkLength(bytes)
    yield chunk
  }
}

/** Throws `body-too-large`. */
export function checkLength(bytes: number): void {
  if (bytes > MOST_BYTES) throw refuse('body-too-large', 'The file is over 1 GB.', 'Split it, keeping the header row.')
}
