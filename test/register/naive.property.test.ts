import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readModel } from '../../src/register/models.ts'
import { NameIndex } from '../../src/register/names.ts'
import { nameWords } from '../../src/register/normalise.ts'
import { runs } from '../support/runs.ts'
import { isOneEditAway, prefixesAt } from './naive.ts'
import { listed, shipped } from './shipped.ts'

const options = { seed: 20221124, numRuns: runs(400, 40_000) }
const prefixes = listed.flatMap(({ modelPrefixes }) => modelPrefixes)
const aPiece = fc.oneof(
  fc.constantFrom(...prefixes.map(({ prefix }) => prefix)),
  fc.constantFrom(
    '7',
    '104',
    'NI',
    'nxi',
    'Dome',
    ' ',
    ' ',
    '(',
    ';',
    '-',
    '.',
    '®',
    '\u00A0',
    '\u200B',
    'é',
    '–',
    'Ｄ',
  ),
  fc.string({ unit: fc.constantFrom(...'0123abcdhinvx'), maxLength: 3 }),
)
const aModel = fc.array(aPiece, { maxLength: 6 }).map((pieces) => pieces.join(''))

describe('a model, looked up letter by letter', () => {
  it('has at each of its words the prefixes that trying every prefix of the register finds', () => {
    fc.assert(
      fc.property(aModel, (text) => {
        const model = readModel(text)
        model.starts.forEach((start, word) => {
          const found = shipped.models.longest(model, start).map(({ prefix }) => prefix)
          expect(found).toEqual(prefixesAt(prefixes, text, word))
        })
      }),
      options,
    )
  })
})

describe('a name, looked up letter by letter', () => {
  const long = [...new Set(listed.flatMap(({ legalName, aliases }) => [legalName, ...aliases]))]
    .map((name) => nameWords(name).join(''))
    .filter((name) => name.length >= 7)
  const letters = fc.string({ unit: fc.constantFrom(...'acdhiknostuv'), maxLength: 1 })

  it('is missed by one edit exactly where trying every edit of every long name finds it', () => {
    const index = new NameIndex<string>()
    for (const name of long) index.add(name, name, { typos: true })
    const aTypo = fc.tuple(fc.constantFrom(...long), fc.nat(), fc.nat(2), letters, fc.nat(), letters)
    fc.assert(
      fc.property(aTypo, ([name, first, dropped, letter, second, another]) => {
        const [at, then] = [first % name.length, second % name.length]
        const once = name.slice(0, at) + letter + name.slice(at + dropped)
        const word = once.slice(0, then) + another + once.slice(then)
        const near = long.filter((other) => isOneEditAway(word, other))
        const found = index.findTypo([word])?.name.holder
        expect(found === undefined ? near : near.includes(found)).toEqual(found === undefined ? [] : true)
      }),
      // Each tries every long name.
      { ...options, numRuns: runs(400, 4000) },
    )
  })

  it('is found in a text as among its words', () => {
    const text = fc.array(fc.oneof(fc.constantFrom('HIK', 'Vision', 'Axis', 'S.p.A.', 'Ltd', 'H.I.K', 'd'), aModel), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(text, fc.constantFrom(' ', '-', '.', '/'), (pieces, between) => {
        const said = pieces.join(between)
        expect(shipped.names.findIn(said)).toEqual(shipped.names.find(nameWords(said)))
      }),
      options,
    )
  })
})
