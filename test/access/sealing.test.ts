import { describe, expect, it } from 'vitest'
import { makeSealer } from '../../src/access/sealing.ts'
import type { Sealed } from '../../src/shared/sealed.ts'
import { notRandom } from '../support/sealer.ts'

const key = (byte: number) => new Uint8Array(32).fill(byte)
const sealerWith = (keys: Record<string, Uint8Array>, current: string, hashKey = key(9)) =>
  makeSealer({ keys, current, hashKey, randomBytes: notRandom() })
const sealer = sealerWith({ k1: key(1) }, 'k1')
const HERE = 'sites.address:site_1'

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
    expect(() => sealer.unseal('s1.k1.AAAA' as Sealed, HERE)).toThrow()
  })

  it('is different each time, so that equal addresses do not show', () => {
    expect(sealer.seal('1 High Street', HERE)).not.toBe(sealer.seal('1 High Street', HERE))
  })

  it('still opens after a new key has taken over', () => {
    const old = sealer.seal('1 High Street', HERE)
    const after = sealerWith({ k1: key(1), k2: key(2) }, 'k2')
    expect(after.unseal(old, HERE)).toBe('1 High Street')
    expect(after.seal('x', HERE)).toMatch(/^s1\.k2\./)
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
