import { describe, expect, it } from 'vitest'
import { readRegister, type RegisterFiles } from '../../src/register/register.ts'
import { clear, listed, shipped, shippedFiles } from './shipped.ts'

/** The shipped register with one file's text changed. */
function changed(file: keyof RegisterFiles, from: string, to: string): () => unknown {
  expect(shippedFiles[file]).toContain(from)
  return () => readRegister({ ...shippedFiles, [file]: shippedFiles[file].replace(from, to) })
}

describe('the shipped register', () => {
  it('holds its makers, their listings and their blocks, each once', () => {
    expect(listed).toHaveLength(36)
    expect(clear.manufacturers).toHaveLength(33)
    expect(clear.nearMissOrgNames).toHaveLength(11)
    // 3,002 blocks as published, and DJI's 15.
    expect(listed.flatMap((maker) => maker.oui.flatMap((oui) => oui.prefixes))).toHaveLength(3017)
  })

  it('gives a source for every listing, claim, prefix and banner', () => {
    for (const { listings, evidence, modelPrefixes, banners = [] } of listed) {
      for (const { source } of [...listings, ...evidence, ...modelPrefixes, ...banners]) expect(source).not.toBe('')
    }
  })

  it('rests every suggestion on a ground, and only national security is shipped', () => {
    expect(new Set(listed.map((maker) => maker.ukScope.ground))).toEqual(new Set(['national-security']))
  })

  it('keeps the manufacturer’s reply and the dates of ownership', () => {
    const of = (id: string) => listed.find((maker) => maker.id === id)!
    expect(of('hikvision').statement?.words).toContain('cannot access end users')
    expect(of('lorex').ownership?.map(({ owner, until }) => [owner, until])).toEqual([
      ['dahua', '2022'],
      ['Skywatch (Taiwan)', null],
    ])
  })

  it('has a version that changes with a byte of its files', () => {
    const other = readRegister({ ...shippedFiles, kev: `${shippedFiles.kev}\n` })
    expect(shipped.version).toMatch(/^2026-11-22\.1\+[0-9a-f]{12}$/)
    expect(readRegister(shippedFiles).version).toBe(shipped.version)
    expect(other.version).not.toBe(shipped.version)
  })
})

describe('a register that contradicts itself is refused', () => {
  it.each([
    ['a file that is no JSON', changed('kev', '{', '<'), 'kev.json is not JSON'],
    ['a block of a wrong length', changed('manufacturers', '"00BC99"', '"00BC9"'), 'manufacturers.json'],
    ['an id twice', changed('manufacturers', '"id": "ezviz"', '"id": "hikvision"'), '"hikvision" stands twice'],
    ['an unknown parent', changed('manufacturers', '"parentId": "dahua"', '"parentId": "dahuo"'), '"dahuo"'],
    ['a block of two makers', changed('nonFlagged', '"00408C"', '"00BC99"'), '00BC99'],
    ['a name of two makers', changed('nonFlagged', '["Axis"', '["Dahua"'), '"Dahua"'],
    ['files of two versions', changed('kev', '2026-11-22.1', '2026-11-23.1'), 'different versions'],
  ])('%s', (_what, read, message) => {
    expect(read).toThrow(
      expect.objectContaining({ code: 'bad-register', message: expect.stringContaining(message) as string }),
    )
  })
})
