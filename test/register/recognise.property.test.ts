import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBlock, parseMac } from '../../src/register/mac.ts'
import { nameWords } from '../../src/register/normalise.ts'
import { recognise } from '../../src/register/recognise.ts'
import { readRegister } from '../../src/register/register.ts'
import { runs } from '../support/runs.ts'
import { listed, macIn, shipped, shippedFiles } from './shipped.ts'

const options = { seed: 20221124, numRuns: runs(300, 20_000) }
const inScope = listed.filter((maker) => maker.ukScope.status === 'in_scope')
const aName = fc.constantFrom(
  ...listed.flatMap(({ legalName, aliases, wholeFieldAliases = [] }) => [legalName, ...aliases, ...wholeFieldAliases]),
)
/** What people put around and between words; never inside one, and never a word of its own. */
const noise = fc.string({
  unit: fc.constantFrom(' ', '-', '_', '(', ')', '[', ']', ',', '/', '"', '\u00A0'),
  maxLength: 3,
})

describe('the same maker written otherwise', () => {
  it('has the same finding, whatever the case, brackets and punctuation', () => {
    fc.assert(
      fc.property(aName, fc.infiniteStream(fc.tuple(noise, fc.boolean())), (name, stream) => {
        const noisy = nameWords(name).map((word) => {
          const [around, upper] = stream.next().value
          return `${around} ${upper ? word.toUpperCase() : word}${around}`
        })
        const plain = recognise(shipped, { manufacturer: name, kind: 'camera' })
        const other = recognise(shipped, { manufacturer: noisy.join(' '), kind: 'camera' })
        expect([other.state, other.manufacturerId]).toEqual([plain.state, plain.manufacturerId])
      }),
      options,
    )
  })

  it('has the same finding in any of the four ways to write its MAC address', () => {
    const prefixes = inScope.flatMap((maker) => maker.oui.flatMap((oui) => oui.prefixes))
    fc.assert(
      fc.property(fc.constantFrom(...prefixes), (prefix) => {
        const hex = macIn(prefix)
        const pairs = hex.match(/../g)!
        const forms = [hex, pairs.join(':'), pairs.join('-').toLowerCase(), hex.match(/..../g)!.join('.')]
        const findings = forms.map((mac) => recognise(shipped, { mac }))
        expect(new Set(findings.map((finding) => JSON.stringify(finding))).size).toBe(1)
      }),
      options,
    )
  })
})

describe('what must never flag', () => {
  it('is a name inside a longer word', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'bcdfgjklmnpqrstvwxz'), minLength: 2, maxLength: 5 })
    const names = inScope.flatMap((maker) => maker.aliases).filter((name) => /^[A-Za-z]+$/.test(name))
    fc.assert(
      fc.property(fc.constantFrom(...names), letters, letters, (name, before, after) => {
        for (const manufacturer of [before + name, name + after, before + name + after]) {
          expect(recognise(shipped, { manufacturer, kind: 'camera' }).state, manufacturer).not.toBe('flagged')
        }
      }),
      options,
    )
  })

  it('is a MAC address outside the register’s blocks, nor one that is nobody’s own', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        const mac = Buffer.from(bytes).toString('hex')
        const reading = parseMac(mac)
        if (!reading.ok) throw new Error(reading.problem)
        const outside = reading.mac.nature !== 'global' || !findBlock(shipped.macs, reading.mac)
        if (outside) expect(recognise(shipped, { mac, kind: 'camera' }).state).toBe('unknown')
      }),
      options,
    )
  })

  it('is a device without a strong piece of evidence, or with a strong piece against it', () => {
    const text = fc.oneof(
      aName,
      fc.constantFrom('', 'Axis', 'Bosch', 'unknown', 'IPC-B121', 'DS-7608', 'DS-2CD'),
      fc.string(),
    )
    const mac = fc.constantFrom('', ...['4419B6', '00408C', '001882', '402C761', 'FFFFFF'].map(macIn))
    fc.assert(
      fc.property(text, text, mac, text, (manufacturer, model, address, firmware) => {
        const finding = recognise(shipped, { manufacturer, model, mac: address, firmware })
        const inScopePoints = finding.evidence
          .filter((e) => e.standing === 'in-scope')
          .reduce((n, e) => n + e.points, 0)
        if (finding.state === 'flagged') {
          expect(inScopePoints).toBeGreaterThanOrEqual(80)
          expect(finding.evidence.some((e) => e.standing === 'not-flagged' && e.points >= 80)).toBe(false)
        }
        if (finding.state === 'cleared') expect(inScopePoints).toBe(0)
      }),
      options,
    )
  })
})

describe('the memory of what was recognised', () => {
  it('changes no finding, whether it knows the device, is begun anew or rests', () => {
    const register = readRegister(shippedFiles)
    const devices = Array.from({ length: 50 }, (_, i) => ({
      manufacturer: i % 2 ? 'Hikvision' : 'Axis',
      model: `DS-2CD${2000 + i}`,
      mac: macIn(i % 3 ? '4419B6' : '00408C'),
    }))
    const first = devices.map((facts) => JSON.stringify(recognise(register, facts)))
    // Past what it holds once with nothing asked for twice; then through its rest, and past it.
    for (let i = 0; i < 200_000; i++) {
      recognise(register, { model: `DS-${i}` })
      if (i % 1000 === 0) {
        const at = (i / 1000) % devices.length
        expect(JSON.stringify(recognise(register, devices[at]!))).toBe(first[at])
      }
    }
  })
})
