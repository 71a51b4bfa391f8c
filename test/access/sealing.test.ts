import { describe, expect, it } from 'vitest'
import { makeSealer } from '../../src/access/sealing.ts'
import { sealedTextOf, WRAP_CHARACTERS, type Sealed } from '../../src/shared/sealed.ts'
import { notRandom } from '../support/sealer.ts'

const key = (byte: number) => new Uint8Array(32).fill(byte)
const sealerWith = (keys: Record<string, Uint8Array>, current: string, hashKey = key(9)) =>
  makeSealer({ keys, current, hashKey, randomBytes: notRandom() })
const sealer = sealerWith({ k1: key(1) }, 'k1')
const HERE = 'sites.address:site_1'
/** "1 High Street", as version s1 sealed it here under k1. */
const FIRST_VERSION =
  's1.k1.zqdAPU1ga24HTsXTdfBx_sgVMvI8RVnQxHWNKLVyHymef6P3-JrhbsrqChWIDzA4Xu0x0V86oTFxklIMuvOdGHJgA8o3pip0GqE4AuG03stV4-FTjcNoPJNLST1AWKe9vy4bcWA' as Sealed

const wrapOf = (sealed: Sealed) => sealed.split('.')[2]!.slice(0, WRAP_CHARACTERS)

describe('sealed text', () => {
  it('opens where it was sealed for, whatever it holds', () => {
    for (const plain of ['', '1 High Street', 'ysgol – ‡ 🏫', 'x'.repeat(100_000)]) {
      expect(sealer.unseal(sealer.seal(plain, HERE), HERE)).toBe(plain)
    }
  })

  it('does not open in another row, column or table', () => {
    const sealed = sealer.seal('1 High Street', HERE)
    for (const context of ['sites.address:site_2', 'sites.contacts:site_1', '']) {
      expect(() => sealer.unseal(sealed, context)).toThrow(expect.objectContaining({ code: 'cannot-unseal' }))
    }
  })

  it('does not open with another key, nor when a single character was changed', () => {
    const sealed = sealer.seal('1 High Street', HERE)
    expect(() => sealerWith({ k1: key(2) }, 'k1').unseal(sealed, HERE)).toThrow('cannot be opened')
    expect(() => sealerWith({ k2: key(1) }, 'k2').unseal(sealed, HERE)).toThrow('"k1", which is not here')
    for (let i = sealed.lastIndexOf('.') + 1; i < sealed.length - 1; i += 7) {
      const other = sealed[i] === 'A' ? 'B' : 'A'
      const changed = (sealed.slice(0, i) + other + sealed.slice(i + 1)) as Sealed
      expect(() => sealer.unseal(changed, HERE)).toThrow(expect.objectContaining({ code: 'cannot-unseal' }))
    }
    expect(() => sealer.unseal('1 High Street' as Sealed, HERE)).toThrow('not in a form')
    expect(() => sealer.unseal('s2.k1.AAAA' as Sealed, HERE)).toThrow()
  })

  it('is different each time, so that equal addresses do not show', () => {
    expect(sealer.seal('1 High Street', HERE)).not.toBe(sealer.seal('1 High Street', HERE))
  })

  it('still opens after a new key has taken over', () => {
    const old = sealer.seal('1 High Street', HERE)
    const after = sealerWith({ k1: key(1), k2: key(2) }, 'k2')
    expect(after.unseal(old, HERE)).toBe('1 High Street')
    expect(after.seal('x', HERE)).toMatch(/^s2\.k2\./)
  })

  it('opens as the first version sealed it, with a key of its own, and stays so through a rotation', () => {
    const after = sealerWith({ k1: key(1), k2: key(2) }, 'k2')
    const anew = after.rewrap(FIRST_VERSION, HERE)
    expect(anew).toMatch(/^s1\.k2\./)
    expect(sealedTextOf(anew)).toBe(sealedTextOf(FIRST_VERSION))
    for (const sealed of [FIRST_VERSION, anew]) expect(after.unseal(sealed, HERE)).toBe('1 High Street')
    expect(() => after.unseal(anew, 'sites.address:site_2')).toThrow('cannot be opened')
    expect(() => after.rewrap(FIRST_VERSION, 'sites.address:site_2')).toThrow('cannot be opened')
  })

  it('shares its data key with a thousand texts, and with none under another key', () => {
    const keys = { k1: key(1), k2: key(2) }
    let current = 'k1'
    const turning = makeSealer({
      keys,
      current,
      hashKey: key(9),
      randomBytes: notRandom(),
      changed: () => ({ keys, current }),
    })
    const wraps = Array.from({ length: 1001 }, () => wrapOf(turning.seal('x', HERE)))
    expect(new Set(wraps.slice(0, 1000)).size).toBe(1)
    expect(wraps[1000]).not.toBe(wraps[0])
    current = 'k2'
    const other = turning.seal('x', HERE)
    expect(wrapOf(other)).not.toBe(wraps[1000])
    expect(sealerWith({ k2: key(2) }, 'k2').unseal(other, HERE)).toBe('x')
  })

  it('goes on sharing its data key after a rotation, and opens', () => {
    const before = sealerWith({ k1: key(1) }, 'k1')
    const after = sealerWith({ k1: key(1), k2: key(2) }, 'k2')
    const sealed = ['1 High Street', '2 High Street'].map((plain) => before.seal(plain, HERE))
    const anew = sealed.map((one) => after.rewrap(one, HERE))
    expect(anew.map((one) => after.unseal(one, HERE))).toEqual(['1 High Street', '2 High Street'])
    expect(new Set(anew.map(wrapOf)).size).toBe(1)
    expect(anew.map(sealedTextOf)).toEqual(sealed.map(sealedTextOf))
  })

  it('does not open when it stands behind the key of other texts, or names another key', () => {
    const [ours, theirs] = [sealer.seal('1 High Street', HERE), sealerWith({ k1: key(1) }, 'k1').seal('1', HERE)]
    const other = sealerWith({ k1: key(1) }, 'k1')
    for (let i = 0; i < 1000; i++) other.seal('', HERE)
    const mixed = `s2.k1.${wrapOf(other.seal('', HERE))}${sealedTextOf(ours)}` as Sealed
    expect(sealer.unseal(theirs, HERE)).toBe('1')
    expect(() => sealer.unseal(mixed, HERE)).toThrow('cannot be opened')
    expect(() => sealer.unseal(ours.replace('s2.k1.', 's2.k2.') as Sealed, HERE)).toThrow('"k2", which is not here')
  })

  it('cannot be made with a key that is not there', () => {
    expect(() => sealerWith({ k1: key(1) }, 'k2')).toThrow('"k2"')
  })
})

describe('the hash that stands for equality', () => {
  it('is the same for the same text and purpose, through a rotation too', () => {
    const rotated = sealerWith({ k1: key(1), k2: key(2) }, 'k2')
    expect(rotated.hash('SW1A 1AA', 'postcode')).toBe(sealer.hash('SW1A 1AA', 'postcode'))
  })

  it('differs for another text, purpose or hash key', () => {
    const all = [
      sealer.hash('SW1A 1AA', 'postcode'),
      sealer.hash('SW1A 1AB', 'postcode'),
      sealer.hash('SW1A 1AA', 'place'),
      sealerWith({ k1: key(1) }, 'k1', key(8)).hash('SW1A 1AA', 'postcode'),
    ]
    expect(new Set(all).size).toBe(4)
  })
})
