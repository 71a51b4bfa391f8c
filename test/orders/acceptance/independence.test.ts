import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { independenceOf } from '../../../src/orders/acceptance/independence.ts'

const work = { adoptedBy: 'adopter', doers: ['engineer', 'clerk'], companyIds: ['con_1', null] }

describe('whoever judges work', () => {
  it('neither did it nor recorded it, did not adopt its plan, and is of no company that did it', () => {
    for (const principalId of ['engineer', 'clerk', 'adopter'])
      expect(independenceOf({ principalId }, work)).not.toBeNull()
    expect(independenceOf({ principalId: 'other', companyId: 'con_1' }, work)).not.toBeNull()
    expect(independenceOf({ principalId: 'other', companyId: 'con_2' }, work)).toBeNull()
    // Staff are of no company, and neither is the own team.
    expect(independenceOf({ principalId: 'other', companyId: null }, work)).toBeNull()
  })

  it('is never one who had a hand in it, whoever else had', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const any = fc.record({ adoptedBy: name, doers: fc.array(name), companyIds: fc.array(fc.option(name)) })
    fc.assert(
      fc.property(name, fc.option(name), any, (principalId, companyId, judged) => {
        const free = independenceOf({ principalId, companyId }, judged) === null
        const hand = [judged.adoptedBy, ...judged.doers].includes(principalId)
        expect(free).toBe(!hand && !(companyId !== null && judged.companyIds.includes(companyId)))
      }),
      { seed: 38 },
    )
  })
})
