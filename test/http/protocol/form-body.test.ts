import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receiveForm } from '../../../src/http/protocol/form-body.ts'
import { Failure } from '../../../src/shared/failure.ts'
import { runs } from '../../support/runs.ts'

const TYPE = 'multipart/form-data; boundary=xyz'

interface Part {
  readonly name: string
  readonly text: string
  readonly fileName?: string
}
const formOf = (...parts: Part[]) =>
  [
    ...parts.map(({ name, text, fileName }) => {
      const said = fileName === undefined ? '' : `; filename="${fileName}"`
      return `--xyz\r\nContent-Disposition: form-data; name="${name}"${said}\r\n\r\n${text}\r\n`
    }),
    '--xyz--\r\n',
  ].join('')
/** Byte by byte: whatever is cut in two, is cut here. */
const bytes = (text: string) => Readable.from([...Buffer.from(text)].map((byte) => Buffer.from([byte])))

async function receive(body: Readable, type = TYPE) {
  let file: string | undefined
  const form = await receiveForm(body, type, async (part) => void (file = await textOf(part)))
  return { ...form, file }
}

describe('a form with a file', () => {
  it('is a file and fields, before and after it', async () => {
    const form = formOf(
      { name: 'map', text: 'device=Pole' },
      { name: 'inventory', text: 'device\r\n--xy\r\nKamera é\n', fileName: 'Kameras.csv' },
      { name: 'map', text: 'site=Street' },
      { name: 'dryRun', text: 'true' },
    )
    const fields = { map: ['device=Pole', 'site=Street'], dryRun: 'true' }
    expect(await receive(bytes(form))).toEqual({
      fileName: 'Kameras.csv',
      file: 'device\r\n--xy\r\nKamera é\n',
      fields,
    })
  })
  it('may be without a file, and is refused when it is no form, has two files, or a field without end', async () => {
    const one = { name: 'file', text: 'device\nA', fileName: 'a.csv' }
    expect(await receive(bytes(formOf({ name: 'site', text: 'S1' })))).toMatchObject({ fileName: undefined })
    const code = (text: string, type?: string) =>
      receive(bytes(text), type).then(String, ({ code }: { code: string }) => code)
    expect(await code(formOf(one), 'multipart/form-data')).toBe('bad-form')
    expect(await code('device\nA')).toBe('bad-form')
    expect(await code('')).toBe('bad-form')
    expect(await code(formOf(one, one))).toBe('bad-form')
    expect(await code(formOf(one, { name: 'site', text: 'S'.repeat(5000) }))).toBe('bad-form')
    expect(await code(formOf(one, ...Array.from({ length: 300 }, () => ({ name: 'x', text: 'y' }))))).toBe('bad-form')
  })
  it('is refused wherever it ends too early', async () => {
    const form = formOf({ name: 'site', text: 'S1' }, { name: 'file', text: 'device\nA', fileName: 'a.csv' })
    for (let end = 0; end < form.length - 4; end++) {
      await expect(receive(Readable.from([Buffer.from(form.slice(0, end))]))).rejects.toMatchObject({
        code: 'bad-form',
      })
    }
  })
  it('is taken or refused, however it is damaged and cut', { timeout: 60_000 }, async () => {
    const parts = [
      { name: 'site', text: 'S1' },
      { name: 'file', text: 'device\r\n\r\nA', fileName: 'a.csv' },
    ]
    const form = Buffer.from(formOf(...parts))
    const damage = fc.array(fc.tuple(fc.nat(form.length - 1), fc.constantFrom(...Buffer.from('\r\n-: ";xyz\0\xff'))))
    const damaged = fc.tuple(damage, fc.integer({ min: 1, max: form.length }), fc.nat(form.length))
    await fc.assert(
      fc.asyncProperty(damaged, async ([changes, size, end]) => {
        const bad = Buffer.from(form)
        for (const [at, byte] of changes) bad[at] = byte
        const chunks: Buffer[] = []
        for (let at = 0; at < end; at += size) chunks.push(bad.subarray(at, Math.min(at + size, end)))
        await receive(Readable.from(chunks)).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Failure)
        })
      }),
      { numRuns: runs(300, 20_000), seed: 20261122 },
    )
  })
  it('is refused when whoever sends it goes away', async () => {
    const gone = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
    async function* cut() {
      yield Buffer.from(formOf({ name: 'file', text: 'device\nA', fileName: 'a.csv' }).slice(0, 80))
      throw gone
    }
    await expect(receive(Readable.from(cut()))).rejects.toMatchObject({ code: 'upload-cut' })
  })
})
