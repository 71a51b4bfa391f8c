import { createCipheriv } from 'node:crypto'
import { makeSealer } from '../../src/access/sealing.ts'
import { drawAhead } from '../../src/shared/chance.ts'

/** The same keys in every thread and process of a test. */
export const testSealer = makeSealer({
  keys: { test: new Uint8Array(32).fill(7) },
  current: 'test',
  hashKey: new Uint8Array(32).fill(8),
  randomBytes: drawAhead(notRandom()),
})

/** Not random: the same bytes in every run, and never the same twice within one. */
export function notRandom(): (n: number) => Uint8Array {
  const stream = createCipheriv('aes-256-ctr', Buffer.alloc(32), Buffer.alloc(16))
  return (n) => new Uint8Array(stream.update(Buffer.alloc(n)))
}
