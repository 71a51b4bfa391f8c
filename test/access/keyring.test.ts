import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeyring, SQLITE_FILE } from '../../src/access/keyring.ts'
import { notRandom } from '../support/sealer.ts'

describe('the key file', () => {
  let home: string
  let dataFolder: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lenscap-key-'))
    dataFolder = join(home, 'var')
    mkdirSync(dataFolder)
  })
  afterEach(() => rmSync(home, { recursive: true }))
  const open = (over: { keyFile?: string; production?: boolean } = {}) =>
    openKeyring({ dataFolder, keyFile: undefined, production: false, ...over }, notRandom())
  const made = () => join(home, 'var.key')

  it('is made beside the data folder, never inside, readable by its owner only', () => {
    open()
    expect(existsSync(made())).toBe(true)
    expect(statSync(made()).mode & 0o777).toBe(0o600)
  })

  it('holds random keys of 32 bytes that stay the same from start to start', () => {
    const first = open()
    expect(first.current).toBe('k1')
    expect(first.keys['k1']).toHaveLength(32)
    expect(first.hashKey).toHaveLength(32)
    expect(first.hashKey).not.toEqual(first.keys['k1'])
    expect(open().keys).toEqual(first.keys)
  })

  it('is never made in production: without one nothing starts', () => {
    expect(() => open({ production: true })).toThrow(expect.objectContaining({ code: 'no-key' }))
    expect(existsSync(made())).toBe(false)
    open()
    expect(open({ production: true, keyFile: made() }).current).toBe('k1')
  })

  it('is not made where one was named but is not there: a wrong path must not look like a new start', () => {
    expect(() => open({ keyFile: join(home, 'elsewhere.key') })).toThrow(expect.objectContaining({ code: 'no-key' }))
  })

  it('is not made anew when there is data that only the lost one opens', () => {
    writeFileSync(join(dataFolder, SQLITE_FILE), '')
    expect(() => open()).toThrow(expect.objectContaining({ code: 'key-lost' }))
  })

  it('may not lie inside the data folder', () => {
    const inside = join(dataFolder, 'my.key')
    open()
    writeFileSync(inside, readFileSync(made()), { mode: 0o600 })
    expect(() => open({ keyFile: inside })).toThrow(expect.objectContaining({ code: 'key-inside-data' }))
  })

  it.runIf(process.platform !== 'win32')('may not be readable or writable by everyone; a group may read it', () => {
    open()
    for (const mode of [0o604, 0o602, 0o644]) {
      chmodSync(made(), mode)
      expect(() => open()).toThrow(expect.objectContaining({ code: 'key-exposed' }))
    }
    chmodSync(made(), 0o440)
    expect(open().current).toBe('k1')
  })

  it('is refused when it is damaged, with what is wrong', () => {
    open()
    const good = JSON.parse(readFileSync(made(), 'utf8')) as object
    for (const [text, wrong] of [
      ['not json', 'not readable as JSON'],
      ['{}', 'does not hold'],
      [JSON.stringify({ ...good, current: 'k2' }), '"k2" is not among'],
      [JSON.stringify({ ...good, hashKey: 'AAAA' }), '32 bytes'],
    ] as const) {
      writeFileSync(made(), text)
      expect(() => open()).toThrow(wrong)
    }
  })
})
