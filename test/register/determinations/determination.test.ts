import { describe, expect, it } from 'vitest'
import { determined } from '../../../src/register/determinations/current-register.ts'
import { rulingsOn, stateOn, type Determination } from '../../../src/register/determinations/determination.ts'
import { recognise } from '../../../src/register/recognise.ts'
import { day } from '../../../src/shared/day.ts'
import { macIn, shipped } from '../shipped.ts'

const TODAY = day('2026-11-22')
let made = 0
const determination = (given: Partial<Determination> = {}): Determination => ({
  ...{ id: `det_${made++}`, manufacturerId: 'hikvision', determined: 'in-scope', ground: 'national-security' },
  ...{ basis: 'Board paper 12.', decidedBy: 'A. Senior', decidedOn: day('2026-11-01'), reviewOn: day('2027-11-01') },
  ...{ secondBy: null, recordedAt: new Date('2026-11-01'), recordedBy: 'local-operator' },
  ...given,
})
const registerWith = (...given: Determination[]) => determined(shipped, rulingsOn(TODAY, given))
const HIKVISION = { manufacturer: 'Hikvision', model: 'DS-2CD2042', mac: macIn('4419B6') }

describe('a determination', () => {
  it('confirms the finding, gives its basis as the reference, and makes a register version of its own', () => {
    const register = registerWith(determination())
    const finding = recognise(register, HIKVISION)
    expect(finding).toMatchObject({ state: 'flagged', confirmed: true })
    expect(finding.says).not.toContain('not yet confirmed')
    expect(finding.evidence[0]!.reference).toBe('determined in scope by A. Senior on 1 November 2026: Board paper 12.')
    expect(finding.registerVersion).toMatch(
      new RegExp(`^${shipped.version.replaceAll(/[.+]/g, '\\$&')}\\+[0-9a-f]{12}$`),
    )
  })

  it('is none: the register suggests, and every finding says so', () => {
    const finding = recognise(registerWith(), HIKVISION)
    expect(finding).toMatchObject({ state: 'flagged', confirmed: false, registerVersion: shipped.version })
    expect(finding.says).toContain('determination not yet confirmed')
  })

  it('not in scope clears the maker’s kit, and puts kit under review that two makers claim', () => {
    const register = registerWith(determination({ determined: 'not-in-scope' }))
    expect(recognise(register, HIKVISION)).toMatchObject({ state: 'cleared', confirmed: true })
    expect(recognise(register, { manufacturer: 'Dahua', mac: HIKVISION.mac }).state).toBe('review')
  })

  it('under review sends the maker’s kit to a person', () => {
    const register = registerWith(determination({ determined: 'under-review' }))
    expect(recognise(register, HIKVISION)).toMatchObject({ state: 'review', confirmed: true })
  })

  it('in scope flags a maker of which the register only suggests a review, by banner too', () => {
    const register = registerWith(determination({ manufacturerId: 'reolink' }))
    expect(recognise(shipped, { manufacturer: 'Reolink' }).state).toBe('review')
    expect(recognise(register, { manufacturer: 'Reolink' }).state).toBe('flagged')
    expect(recognise(register, { firmware: 'Reolink RTSP' }).state).toBe('flagged')
  })

  it('is followed by the product lines of which the register suggests the same', () => {
    const register = registerWith(determination({ determined: 'not-in-scope' }))
    expect(register.makers.get('hilook')).toMatchObject({ standing: 'not-flagged', confirmed: true })
    expect(register.makers.get('hikrobot')).toMatchObject({ standing: 'review', confirmed: false })
    const own = registerWith(determination({ determined: 'not-in-scope' }), determination({ manufacturerId: 'ezviz' }))
    expect(own.makers.get('ezviz')).toMatchObject({ standing: 'in-scope', confirmed: true })
  })

  it('counts until its review day, exclusive; then it is lapsed and the suggestion counts again', () => {
    const lapsing = determination({ determined: 'not-in-scope', reviewOn: day('2026-11-23') })
    expect(rulingsOn(TODAY, [lapsing])).toHaveLength(1)
    expect(rulingsOn(day('2026-11-23'), [lapsing])).toEqual([])
    expect(stateOn(day('2026-11-23'), [lapsing])[0]!.state).toBe('lapsed')
  })

  it('stands for those before it, even when it has lapsed', () => {
    const earlier = determination({ determined: 'not-in-scope', reviewOn: day('2028-01-01') })
    const later = determination({ reviewOn: day('2026-11-22') })
    expect(stateOn(TODAY, [earlier, later]).map(({ state }) => state)).toEqual(['superseded', 'lapsed'])
    expect(rulingsOn(TODAY, [earlier, later])).toEqual([])
  })

  it('on another ground than national security is on record and changes no finding', () => {
    const other = determination({ manufacturerId: 'axis', ground: 'human-rights' })
    expect(stateOn(TODAY, [other])[0]!.state).toBe('recorded')
    expect(registerWith(other)).toBe(shipped)
  })
})

describe('a survey', () => {
  const RELABEL = { manufacturer: 'Axis', mac: macIn('4419B6') }
  it('that names the maker settles a relabel', () => {
    expect(recognise(shipped, RELABEL).state).toBe('review')
    expect(recognise(shipped, { ...RELABEL, inspectedManufacturer: 'Hikvision' })).toMatchObject({
      state: 'flagged',
      manufacturerId: 'hikvision',
    })
    expect(recognise(shipped, { ...RELABEL, inspectedManufacturer: 'Axis' }).state).toBe('cleared')
  })
  it('settles nothing with a name that the register does not know, or that it doubts', () => {
    expect(recognise(shipped, { ...RELABEL, inspectedManufacturer: 'Nobody knows' }).state).toBe('review')
    expect(recognise(shipped, { ...RELABEL, inspectedManufacturer: 'not Hikvision' }).state).toBe('review')
  })
})
