import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addKey, openKeyring, removeKey, SQLITE_FILE, type KeyPlace } from '../../src/access/keyring.ts'
import { makeSealer } from '../../src/access/sealing.ts'
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
  const place = (over: Partial<KeyPlace> = {}) => {
    return { dataFolder, keyFile: undefined, keyCommand: undefined, production: false, ...over }
  }
  const open = (over: Partial<KeyPlace> = {}) => openKeyring(place(over), notRandom())
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

  it('gets a new key that seals from then on, in every process that has the file open', () => {
    const ours = makeSealer(open())
    const theirs = makeSealer(open())
    const old = ours.seal('1 High Street', 'here')
    expect(addKey(place(), notRandom())).toEqual({ before: 'k1', now: 'k2' })
    expect(theirs.seal('', 'here')).toMatch(/^s2\.k2\./)
    expect(ours.unseal(theirs.seal('2 High Street', 'here'), 'here')).toBe('2 High Street')
    expect(ours.unseal(ours.rewrap(old, 'here'), 'here')).toBe('1 High Street')
    expect(ours.rewrap(old, 'here')).toMatch(/^s2\.k2\./)
    expect(statSync(made()).mode & 0o777).toBe(0o600)
    expect(readdirSync(home).sort()).toEqual(['var', 'var.key'])
  })

  it('keeps what text hashes to through a rotation', () => {
    const before = makeSealer(open()).hash('1 High Street', 'address')
    addKey(place(), notRandom())
    expect(makeSealer(open()).hash('1 High Street', 'address')).toBe(before)
  })

  it('loses a key that is retired, never the one that seals, and gives its id to no other', () => {
    open()
    expect(() => removeKey(place(), 'k1')).toThrow(expect.objectContaining({ code: 'key-in-use' }))
    addKey(place(), notRandom())
    removeKey(place(), 'k1')
    expect(Object.keys(open().keys)).toEqual(['k2'])
    expect(() => removeKey(place(), 'k1')).toThrow(expect.objectContaining({ code: 'unknown-key' }))
    expect(addKey(place(), notRandom()).now).toBe('k3')
  })

  it('is changed by one process at a time; one that was killed holds nobody up', () => {
    open()
    writeFileSync(`${made()}.lock`, String(process.ppid))
    expect(() => addKey(place(), notRandom())).toThrow(expect.objectContaining({ code: 'key-file-busy' }))
    expect(open().current).toBe('k1')
    const { pid } = spawnSync(process.execPath, ['--version'])
    writeFileSync(`${made()}.lock`, String(pid))
    writeFileSync(`${made()}.next`, 'half of')
    expect(addKey(place(), notRandom()).now).toBe('k2')
    expect(readdirSync(home).sort()).toEqual(['var', 'var.key'])
  })

  it('may be what a command prints, which then is where it is changed', () => {
    open()
    const byCommand = { keyCommand: `cat '${made()}'`, production: true }
    expect(open(byCommand).keys).toEqual(open().keys)
    expect(() => addKey(place(byCommand), notRandom())).toThrow(expect.objectContaining({ code: 'key-from-command' }))
    for (const keyCommand of ['false', 'echo nothing', 'lenscap-no-such-command']) {
      expect(() => open({ keyCommand })).toThrow(expect.objectContaining({ code: 'key-command-failed' }))
    }
  })
})
