import { describe, expect, it } from 'vitest'
import { CAPABILITIES, matcher, notClear, type Wanted } from '../../../src/planning/catalogue/match.ts'
import type { CatalogueContent } from '../../../src/planning/catalogue/catalogue.ts'
import { day } from '../../../src/shared/day.ts'
import { KINDS } from '../../../src/shared/vocabulary.ts'
import { reference } from '../../support/estate.ts'
import { catalogue, model, oldModel, shipped } from './make-catalogue.ts'

const { register } = reference
const on = day('2026-11-23')
const wanted = (of: Partial<Wanted> = {}): Wanted => ({
  ...{ kind: 'camera', model: null, recording: 0, organisation: 'Ducks', sector: null, withoutRecorder: false },
  ...of,
})
const choose = (of: Partial<CatalogueContent>, old: Partial<Wanted> = {}) =>
  matcher(catalogue(of), { register, on }).match(wanted(old))
const code = (of: Partial<CatalogueContent>, old: Partial<Wanted> = {}) => choose(of, old)?.model.code

describe('the prices that ship', () => {
  const models = matcher(shipped, { register, on })
  const pence = (of: Partial<Wanted>) => models.match(wanted(of))?.model.pricePence
  it('have a model for every kind', () => {
    for (const kind of KINDS) expect(models.match(wanted({ kind })), kind).toBeDefined()
  })
  it('take the school price in schools, the street price for council cameras at sites without a recorder', () => {
    expect(pence({ sector: 'school' })).toBe(37_500)
    expect(pence({ sector: 'council', withoutRecorder: true })).toBe(860_000)
    expect(pence({ sector: 'council' })).toBe(250_000)
    expect(pence({})).toBe(250_000)
    expect(pence({ kind: 'recorder' })).toBe(180_000)
  })
})

describe('like for like', () => {
  const models = [
    model({ code: 'dome-2', dome: true, poe: true, megapixels: 2, pricePence: 20_000 }),
    model({ code: 'dome-4', dome: true, poe: true, megapixels: 4, pricePence: 30_000 }),
    model({ code: 'dome-8', dome: true, poe: true, megapixels: 8, pricePence: 40_000 }),
    model({ code: 'dome-any', dome: true, poe: true, pricePence: 10_000 }),
    model({ code: 'ptz', ptz: true, pricePence: 5_000 }),
    model({ code: 'box', pricePence: 25_000 }),
  ]
  const old = [
    oldModel({ prefix: 'DS-2CD21', dome: true, poe: true, megapixels: 4 }),
    oldModel({ prefix: 'DS-2', ptz: true }),
    oldModel({ prefix: 'TH-', thermal: true }),
  ]
  const lists = { models, 'old-models': old }
  const cases: readonly [string, Partial<Wanted>, string | undefined][] = [
    ['the cheapest at or above the resolution of the old one', { model: 'DS-2CD2143G2-I' }, 'dome-4'],
    ['the longest beginning of the model that is known decides', { model: 'ds 2de4225iw' }, 'ptz'],
    ['what has no model of its kind gets none', { model: 'TH-1' }, undefined],
    ['of an unknown old one the cheapest plain model: a motor is not bought for want of knowing', {}, 'dome-any'],
    ['nothing but its kind is known of a model that the catalogue does not have', { model: 'XYZ' }, 'dome-any'],
    ['another kind has none here', { kind: 'recorder' }, undefined],
  ]
  it.each(cases)('%s', (_, of, expected) => expect(code(lists, of)).toBe(expected))

  it('says why in words', () => {
    expect(choose(lists, { model: 'DS-2CD2143G2-I' })?.why).toBe(
      'camera with dome, PoE, 4 MP or more: the cheapest model that will do',
    )
    expect(choose(lists)?.why).toBe('camera, of which no more is known: the cheapest model that will do')
  })
  it('asks every capability of the old one of the new', () => {
    for (const one of CAPABILITIES) {
      const need = { 'old-models': [oldModel({ prefix: 'OLD', [one]: true })] }
      expect(code({ models: [model()], ...need }, { model: 'OLD-1' }), one).toBeUndefined()
      expect(code({ models: [model({ [one]: true })], ...need }, { model: 'OLD-1' }), one).toBe('plain')
    }
  })
  it('breaks ties by code, and does not mind the order of the list', () => {
    const twins = [model({ code: 'b' }), model({ code: 'a' })]
    expect([code({ models: twins }), code({ models: twins.toReversed() })]).toEqual(['a', 'a'])
  })
  it('gives a recorder at least a channel for every camera that records to it: 16 fit, 17 do not', () => {
    const recorders = { models: [model({ code: 'nvr-16', kinds: ['recorder'], channels: 16 })] }
    expect(code(recorders, { kind: 'recorder', recording: 16 })).toBe('nvr-16')
    expect(code(recorders, { kind: 'recorder', recording: 17 })).toBeUndefined()
  })
  it('takes a model whose channels nobody stated only where no other will do', () => {
    const recorder = { kinds: ['recorder' as const] }
    const any = model({ code: 'any', ...recorder, pricePence: 1 })
    const sized = model({ code: 'sized', ...recorder, channels: 16 })
    expect(code({ models: [any, sized] }, { kind: 'recorder', recording: 9 })).toBe('sized')
    expect(code({ models: [any, sized] }, { kind: 'recorder', recording: 17 })).toBe('any')
  })
  it('buys a model from its first day on', () => {
    const later = { models: [model({ validFromOn: day('2026-11-24') })] }
    expect(code(later)).toBeUndefined()
    expect(code({ models: [model({ validFromOn: on })] })).toBe('plain')
  })
})

describe('an approved list', () => {
  const models = [
    model({ code: 'cheap', pricePence: 1000 }),
    model({ code: 'listed', pricePence: 9000, approvedLists: ['RM6259'] }),
  ]
  it('goes before price where the organisation demands it, and only there', () => {
    const lists = { models, 'approved-lists': [{ organisation: 'ducks', list: 'rm6259' }] }
    expect(choose(lists)).toMatchObject({ model: { code: 'listed' }, offList: null })
    expect(code(lists, { organisation: 'Geese' })).toBe('cheap')
  })
  it('that nothing on it would do is said with the model that is bought instead', () => {
    const lists = { models: [models[0]!], 'approved-lists': [{ organisation: null, list: 'RM6259' }] }
    expect(choose(lists)).toMatchObject({ model: { code: 'cheap' }, offList: 'RM6259' })
  })
})

describe('a model that the register does not clear', () => {
  it.each([
    ['a maker in scope', 'Hikvision', null],
    ['a maker that the register does not know', 'Nobody & Sons', null],
    ['a clear maker whose model is of one in scope', 'Axis', 'DS-2CD2143G2-I'],
    ['a model without a maker', null, 'P3265'],
  ])('is not bought: %s', (_, manufacturer, name) => {
    const chosen = matcher(catalogue({ models: [model({ manufacturer, model: name })] }), { register, on })
    expect(chosen.match(wanted())).toBeUndefined()
    expect(chosen.refused).toHaveLength(1)
    expect(chosen.refused[0]!.says).not.toBe('')
  })
  it('is not the clear maker’s own, nor a price for which the purchase is yet to be made', () => {
    expect(notClear(register, model({ manufacturer: 'Axis', model: 'P3265-LVE' }))).toBeNull()
    expect(notClear(register, model({ manufacturer: null }))).toBeNull()
  })
})
