import { expect, it } from 'vitest'
import { eachDialect } from '../../support/dialects.ts'
import { companyOf, replaced } from './company.ts'
import { introduce, lineInProcess } from './line.ts'
import { cleared } from './look.ts'
import { devicesOf, flagged, judge, openProgramme, orderOf } from './programme.ts'

const ELSEWHERE = 'Geese,voluntary,FELL,Wales,other,none,CF10 2BB,G1,camera,Axis,P3245-LVE,AX-77,isolated'

eachDialect('a visit that finds more than was known', (open) => {
  it('makes a device and a finding of what nobody knew, and warns the programme alone of a serial known elsewhere', async () => {
    const line = await lineInProcess(await open())
    const programme = await openProgramme(line, [flagged('Ducks', 'POND', 'D1'), ELSEWHERE])
    const { call, staff } = programme
    const swan = await companyOf(programme, programme.swan)
    const [{ ref, attempt }] = (await swan.claim()) as [{ ref: string; attempt: number }]
    const first = { ref, attempt, visit: 'visit-no-1' }
    await swan.goIn(first)
    const d1 = (await devicesOf(programme)).find(({ label }) => label === 'D1')!
    const seen = { make: 'Hikvision', model: 'DS-2CD2042', serial: 'FOUND-1' }
    const told = swan.reportOf(first, {
      deviceOutcomes: [replaced(d1.id, 'D1', programme, 'Axis', 'AX-77')],
      found: [{ id: 'found-no-1', kind: 'camera', seen, location: 'Above the loading bay' }],
    })
    const sent = await swan.send(ref, told)
    expect(sent).toMatchObject({ body: { standing: 'applied', order: { state: 'completed' } } })
    expect(await swan.send(ref, told)).toEqual(sent)
    expect(JSON.stringify(sent)).not.toMatch(/Geese|G1|warn|known/)
    expect((await call('GET', `/orders/${ref}/outcomes`, swan.office)).status).toBe(403)

    const warningsTo = async (token: string) => {
      const { items } = (await call('GET', `/orders/${ref}/outcomes`, token)).body as unknown as {
        items: { warnings: string[] }[]
      }
      return items.flatMap(({ warnings }) => warnings)
    }
    expect(await warningsTo(staff.manager)).toEqual(['The same kit is known at Geese: G1.'])
    for (const token of [staff.senior, staff.estate, staff.auditor]) expect(await warningsTo(token)).toEqual([])
    const { items } = (await call('GET', '/organisations', staff.manager)).body as unknown as {
      items: { id: string; name: string }[]
    }
    const organisationId = items.find(({ name }) => name === 'Ducks')!.id
    const scope = [{ organisationId, region: null }]
    const ownManager = await introduce(line, { id: 'own-manager', roles: ['programme'], scope })
    expect(await warningsTo(ownManager)).toEqual([])

    const all = await devicesOf(programme)
    const found = all.filter(({ serial }) => serial === 'FOUND-1')
    expect(found).toMatchObject([{ status: 'in-service', finding: 'flagged', label: null }])
    expect(await judge(programme, ref, staff.senior, { verdict: 'accept' })).toMatchObject({ status: 200 })
    // The order is done, and the site is not: nobody's word but an accepted removal clears what was found there.
    expect(await cleared(programme)).toBe('0 of 1')
    // What Geese have is where it was.
    const geese = (await devicesOf(programme)).find(({ label }) => label === 'G1')
    expect(geese).toEqual(all.find(({ label }) => label === 'G1'))

    await programme.planAndAdopt()
    const [next] = await swan.claim()
    expect(next!.ref).not.toBe(ref)
    expect(await orderOf(programme, next!.ref)).toMatchObject({ devices: 1, tier: 3, site: { code: 'POND' } })
    const second = { ...next!, visit: 'visit-no-2' }
    await swan.goIn(second)
    const outcome = { ...replaced(found[0]!.id, 'D2', programme), removed: { serial: 'FOUND-1' } }
    await swan.send(next!.ref, swan.reportOf(second, { deviceOutcomes: [outcome] }))
    expect(await judge(programme, next!.ref, staff.senior, { verdict: 'accept' })).toMatchObject({ status: 200 })
    expect(await cleared(programme)).toBe('1 of 1')
  })
})
