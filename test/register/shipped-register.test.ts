// Sweeps over the whole register: no entry of the shipped files may be without its effect.
import { describe, expect, it } from 'vitest'
import { isClear, recognise } from '../../src/register/recognise.ts'
import { clear, listed, macIn, shipped } from './shipped.ts'

describe('every maker that must never be flagged', () => {
  it.each(clear.manufacturers.map((maker) => [maker.id, maker] as const))('%s', (_id, maker) => {
    const macs = maker.oui.flatMap((oui) => oui.prefixes.map(macIn))
    const models = maker.modelPrefixes.map(({ prefix }) => `${prefix}123`)
    for (const manufacturer of [maker.legalName, ...maker.aliases, ...(maker.wholeFieldAliases ?? [])]) {
      expect(isClear(shipped, manufacturer), manufacturer).toBe(true)
      expect(recognise(shipped, { manufacturer, kind: 'camera' }).state).toBe(maker.relabelWatch ? 'review' : 'cleared')
      for (const mac of macs) expect(recognise(shipped, { manufacturer, mac, kind: 'camera' }).state).toBe('cleared')
      for (const model of models) expect(recognise(shipped, { manufacturer, model }).state, model).toBe('cleared')
    }
    for (const mac of macs) expect(recognise(shipped, { mac, kind: 'camera' }).state).toBe('unknown')
    for (const model of models) expect(recognise(shipped, { model }).state, model).not.toBe('flagged')
    for (const { org } of maker.oui) expect(isClear(shipped, org), org).toBe(true)
  })
})

describe('every name that only looks like one in scope', () => {
  it.each(clear.nearMissOrgNames)('$org', ({ org, names, prefixes }) => {
    for (const manufacturer of [org, ...names]) {
      for (const mac of ['', ...prefixes.map(macIn)]) {
        expect(recognise(shipped, { manufacturer, mac, kind: 'camera' }).state).toBe('unknown')
      }
    }
  })
})

describe('every manufacturer of the register', () => {
  it.each(listed.map((maker) => [maker.id, maker] as const))('%s, by its names', (_id, maker) => {
    const names = [
      maker.legalName,
      ...maker.aliases,
      ...(maker.wholeFieldAliases ?? []),
      ...maker.oui.map((o) => o.org),
    ]
    for (const manufacturer of names) {
      const camera = recognise(shipped, { manufacturer, kind: 'camera' })
      expect(camera.state, manufacturer).toBe(maker.ukScope.status === 'in_scope' ? 'flagged' : 'review')
      expect(camera.manufacturerId).toBe(maker.id)
      if (maker.ouiSpecificity !== 'surveillance') {
        expect(recognise(shipped, { manufacturer }).state, manufacturer).toBe('review')
      }
      expect(isClear(shipped, manufacturer)).toBe(false)
    }
  })

  it.each(listed.map((maker) => [maker.id, maker] as const))('%s, by its blocks', (_id, maker) => {
    const flags = maker.ukScope.status === 'in_scope' && maker.ouiSpecificity === 'surveillance'
    for (const prefix of maker.oui.flatMap((oui) => oui.prefixes)) {
      const finding = recognise(shipped, { mac: macIn(prefix), kind: 'camera' })
      expect([finding.state, finding.manufacturerId]).toEqual([flags ? 'flagged' : 'review', maker.id])
    }
  })

  it.each(listed.map((maker) => [maker.id, maker] as const))('%s, by its model prefixes', (_id, maker) => {
    for (const { prefix, then = '', confidence, ambiguousWith = [], suggests } of maker.modelPrefixes) {
      const model = `${prefix}${then.replaceAll('#', '1').replaceAll('@', 'X')}`
      const strong = confidence === 'high' && ambiguousWith.length === 0 && suggests === undefined
      const flags = strong && maker.ukScope.status === 'in_scope'
      expect(recognise(shipped, { model }).state, model).toBe(flags ? 'flagged' : 'review')
    }
  })
})
