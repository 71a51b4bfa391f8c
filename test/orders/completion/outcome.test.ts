import { describe, expect, it } from 'vitest'
import { isFinished, OUTCOME_RULES, whatIsMissing, type DeviceOutcome } from '../../../src/orders/completion/outcome.ts'
import { day } from '../../../src/shared/day.ts'
import { ACTIONS, OUTCOMES } from '../../../src/shared/vocabulary.ts'
import { told } from './make-outcome.ts'

const today = day('2026-11-21')
const missing = (outcome: DeviceOutcome, action: (typeof ACTIONS)[number] = 'replace') =>
  whatIsMissing(outcome, { action, today })

describe('what an outcome must state', () => {
  it('is complete as the builder has it, for every outcome under an order that it belongs to', () => {
    for (const outcome of OUTCOMES) {
      for (const action of OUTCOME_RULES[outcome].actions) expect(missing(told(outcome), action)).toEqual([])
    }
  })

  it('names each thing that is not told', () => {
    for (const outcome of OUTCOMES) {
      const { actions, needs } = OUTCOME_RULES[outcome]
      for (const need of needs) expect(missing({ ...told(outcome), [need]: null }, actions[0]!)).toHaveLength(1)
    }
  })

  it('belongs to the action of the order: nobody replaces what is to be disconnected', () => {
    expect(missing(told('replaced'), 'disconnect')).toEqual(['"replaced" is no outcome of an order to disconnect'])
    expect(missing(told('disconnected'), 'replace')).toHaveLength(1)
    for (const action of ACTIONS) expect(OUTCOMES.some((one) => OUTCOME_RULES[one].actions.includes(action))).toBe(true)
  })

  it('takes a removed device without marks only if it is said why none can be read', () => {
    const bare = { serial: null, mac: null, unreadable: null }
    expect(missing({ ...told('replaced'), removed: bare })).toHaveLength(1)
    expect(missing({ ...told('replaced'), removed: { ...bare, unreadable: 'The label is burnt.' } })).toEqual([])
  })

  it('takes kit without a network interface, for which the MAC is null', () => {
    const kit = told('replaced').installed!
    expect(missing({ ...told('replaced'), installed: { ...kit, mac: null } })).toEqual([])
  })

  it('has no day after today, and nothing disposed of before it was removed', () => {
    expect(missing({ ...told('replaced'), removedOn: today, replacedOn: today, disposedOn: today })).toEqual([])
    expect(missing({ ...told('replaced'), replacedOn: day('2026-11-22') })).toEqual(['replacedOn is after today'])
    const early = { ...told('replaced'), removedOn: today, disposedOn: day('2026-11-20') }
    expect(missing(early)).toEqual(['disposedOn is before removedOn'])
  })

  it('explains a disconnection that stops the recording', () => {
    const isolation = { ...told('disconnected').isolation!, recordingPreserved: false }
    expect(missing({ ...told('disconnected'), isolation }, 'disconnect')).toHaveLength(1)
    expect(missing({ ...told('disconnected'), isolation, note: 'Guards stand there.' }, 'disconnect')).toEqual([])
  })
})

describe('what is left of a device', () => {
  it('is nothing where it was replaced, removed, disconnected, surveyed, cancelled, assessed, or gone already', () => {
    expect(OUTCOMES.filter((outcome) => isFinished({ outcome, conforms: null }))).toEqual([
      ...['replaced', 'removed-not-replaced', 'disconnected', 'already-gone', 'surveyed', 'cancelled', 'assessed'],
    ])
  })

  it('is what came in its place, where that is not cleared', () => {
    expect(isFinished({ outcome: 'replaced', conforms: true })).toBe(true)
    expect(isFinished({ outcome: 'replaced', conforms: false })).toBe(false)
    expect(isFinished({ outcome: 'temporary-fitted', conforms: true })).toBe(false)
  })
})
