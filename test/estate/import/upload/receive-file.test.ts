import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { receiveFile } from '../../../../src/estate/import/upload/receive-file.ts'

describe('a file of any size', () => {
  const megabyte = Buffer.alloc(1_000_000, 'a')
  function* megabytes(count: number, last = '') {
    for (let sent = 0; sent < count; sent++) yield megabyte
    yield Buffer.from(last)
  }

  it.skipIf(!existsSync('/dev/null'))('is taken up to 1 GB, and no byte more', { timeout: 60_000 }, async () => {
    await receiveFile(Readable.from(megabytes(1000)), '/dev/null')
    const over = receiveFile(Readable.from(megabytes(1000, 'x')), '/dev/null')
    await expect(over).rejects.toMatchObject({ code: 'body-too-large' })
  })
})
