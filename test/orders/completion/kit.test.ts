import { describe, expect, it } from 'vitest'
import { lookUpKit, macOf, sayToCompany, sayToStaff } from '../../../src/orders/completion/kit.ts'
import { reference } from '../../support/estate.ts'

const look = (make: string) => lookUpKit(reference.register, { make, model: 'X', mac: null }, 'camera')

describe('kit that comes in the place of another', () => {
  it('conforms only if the register clears it', () => {
    expect(['Axis', 'Hikvision', 'Nobody Knows'].map((make) => look(make).conforms)).toEqual([true, false, false])
  })

  it('at a sensitive site breaks C1, which staff are told and the company is not', () => {
    const flagged = { says: 'Flagged as Hikvision.', standing: 'department' } as const
    expect(sayToStaff('flagged', { ...flagged, sensitivity: 'sensitive' })).toMatch(/\(C1, instructed\): “Departments/)
    expect(sayToStaff('flagged', { ...flagged, sensitivity: 'other' })).not.toMatch(/C1/)
    expect(sayToStaff('cleared', { ...flagged, sensitivity: 'sensitive' })).toBeNull()
    for (const state of ['flagged', 'review', 'unknown'] as const) {
      expect(sayToCompany(state)).not.toMatch(/C1|sensitive|tier|rank/)
      expect(sayToCompany(state)).not.toBeNull()
    }
  })

  it('follows C1 by its own decision where nobody is bound', () => {
    const own = { says: '', standing: 'voluntary', sensitivity: 'sensitive' } as const
    expect(sayToStaff('flagged', own)).toMatch(/own decision, following C1/)
  })

  it('has an address as devices hold it', () => {
    expect(macOf('44:19:B6:01:02:03')).toBe('4419b6010203')
    expect(() => macOf('nonsense')).toThrow()
  })
})
