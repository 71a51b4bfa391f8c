import { expect, it } from 'vitest'
import { getCaller } from '../../../src/access/principals.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import type { Database } from '../../../src/db/database.ts'
import { findingCommandsWith } from '../../../src/estate/findings/commands.ts'
import { lapseOverrides } from '../../../src/estate/findings/overrides/lapse-overrides.ts'
import { reEvaluateWith } from '../../../src/estate/findings/re-evaluate.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { determine } from '../../../src/register/determinations/determine.ts'
import { currentRegister } from '../../../src/register/determinations/current-register.ts'
import { addDays, day, dayOf } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { jobContext, operator, reference } from '../../support/estate.ts'
import { csv, importer } from '../../support/make.ts'
import { testShell } from '../../support/shell.ts'

const ESTATE = csv(
  'organisation,site,region,sensitivity,device,manufacturer,model,mac',
  'Ducks,POND,Wales,sensitive,D1,Hikvision,DS-2CD2042,',
  'Ducks,POND,Wales,sensitive,D2,Axis,P3245,44:19:b6:01:02:03',
  'Ducks,LAKE,London,sensitive,D3,Reolink,,',
  'Ducks,LAKE,London,sensitive,D4,Nobody,,',
)
const UNTIL = '2027-03-01'
const WHY = { reason: 'Seen.', evidence: 'Photograph 17.', untilOn: UNTIL }

async function setUp(db: Database) {
  const test = await buildTestApp(db)
  const { deps, ids, request } = test
  const load = importer(db, ids)
  await load(ESTATE)
  const devices = async () => (await loadEstate(db.read, 'everything')).devices
  const idOf = async (label: string) => (await devices()).find((device) => device.label === label)!.id
  const findings = async () => Object.fromEntries((await devices()).map(({ label, finding }) => [label, finding]))
  const post = async (path: string, payload: object, token?: string) =>
    request({ method: 'POST', url: `/api/v1${path}`, payload, ...(token !== undefined && { token }) })
  const get = async (path: string) => (await request({ method: 'GET', url: `/api/v1${path}` })).json()
  const current = () => currentRegister(db.read, reference.register, dayOf(deps.clock.now()))
  const reEvaluate = async (dryRun: boolean) => reEvaluateWith(await current())(deps, { dryRun }, jobContext)
  const determineMaker = (manufacturerId: string, determined: 'in-scope' | 'under-review') => {
    const words = { ground: 'national-security', basis: 'b', decidedBy: 'd', reviewOn: day('2027-11-01') } as const
    return determine(deps, reference.register, {
      caller: operator,
      determining: { manufacturerId, determined, ...words },
    })
  }
  return { ...test, db, load, devices, idOf, findings, post, get, reEvaluate, determineMaker }
}

eachDialect('overriding a finding', (open) => {
  it('counts over what recognition says, in lists too, and stays when the inventory comes again', async () => {
    const { post, get, idOf, findings, load } = await setUp(await open())
    expect(await findings()).toEqual({ D1: 'flagged', D2: 'review', D3: 'review', D4: 'unknown' })
    const made = await post('/overrides', { ...WHY, deviceIds: [await idOf('D2')], choice: 'clear' })
    expect([made.statusCode, made.json().items]).toMatchObject([201, [{ state: 'cleared', untilOn: UNTIL }]])
    await post('/overrides', { ...WHY, where: { finding: 'unknown' }, choice: 'flag' })
    await load(ESTATE.replace('P3245', 'P3248'))
    expect(await findings()).toEqual({ D1: 'flagged', D2: 'cleared', D3: 'review', D4: 'flagged' })
    const device = await get(`/devices/${await idOf('D2')}`)
    expect(device).toMatchObject({ finding: 'cleared', overriddenUntil: UNTIL, latestFinding: { state: 'review' } })
    expect((await get('/overrides?state=in-force')).items).toHaveLength(2)
  })

  it('ends on its day: recognition counts again, and the device is back in the queue', async () => {
    const { post, get, idOf, findings, clock, deps } = await setUp(await open())
    await post('/overrides', { ...WHY, deviceIds: [await idOf('D1')], choice: 'clear', untilOn: '2026-11-24' })
    clock.advance(86_400_000)
    expect(await lapseOverrides(deps, operator)).toBe(0)
    expect((await findings())['D1']).toBe('cleared')
    clock.advance(86_400_000)
    expect(await lapseOverrides(deps, operator)).toBe(1)
    expect((await findings())['D1']).toBe('flagged')
    expect((await get('/overrides?state=lapsed')).items).toMatchObject([{ choice: 'clear' }])
    expect((await get('/overrides?state=in-force')).items).toEqual([])
  })

  it('of several to clear waits for an approver, who is not whoever asked', async () => {
    const { post, findings, tokenOf } = await setUp(await open())
    const asked = await post('/overrides', { ...WHY, where: { finding: 'review' }, choice: 'clear' })
    expect([asked.statusCode, asked.json().says]).toEqual([
      202,
      'Clear 2 devices (Axis P3245, Reolink) at POND, LAKE by hand until 1 March 2027. Evidence: Photograph 17.',
    ])
    expect((await findings())['D2']).toBe('review')
    const approve = async (token?: string) =>
      (await post(`/requests/${asked.json().id}/approve`, { reason: 'I looked.' }, token)).statusCode
    expect(await approve()).toBe(403)
    expect(await approve(await tokenOf('programme', ['programme']))).toBe(404)
    expect(await approve(await tokenOf('approver', ['approver']))).toBe(200)
    expect(await findings()).toEqual({ D1: 'flagged', D2: 'cleared', D3: 'cleared', D4: 'unknown' })
  })

  it('is not approved of a device whose finding has changed since', async () => {
    const { post, load, tokenOf, findings } = await setUp(await open())
    const asked = await post('/overrides', { ...WHY, where: { finding: 'review' }, choice: 'clear' })
    await load(ESTATE.replace('Reolink', 'Hikvision'))
    const token = await tokenOf('approver', ['approver'])
    const answer = await post(`/requests/${asked.json().id}/approve`, { reason: 'I looked.' }, token)
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'finding-outdated'])
    expect(await findings()).toMatchObject({ D2: 'review', D3: 'flagged' })
  })

  it('refuses a day that is past or over a year away, and to confirm what is not established', async () => {
    const { post, idOf } = await setUp(await open())
    const deviceIds = [await idOf('D4')]
    const code = async (more: object) =>
      (await post('/overrides', { ...WHY, deviceIds, choice: 'clear', ...more })).json().code
    expect(await code({ untilOn: '2026-11-22' })).toBe('until-day-past')
    expect(await code({ untilOn: addDays(day('2026-11-22'), 366) })).toBeUndefined()
    expect(await code({ untilOn: addDays(day('2026-11-22'), 367) })).toBe('until-day-far')
    const review = { choice: 'confirm', deviceIds: [await idOf('D3')] }
    expect(await code(review)).toBe('nothing-to-confirm')
    expect(await code({ where: {} })).toBe('which-devices')
    expect(await code({ deviceIds: ['dev_none'] })).toBe('unknown-device')
  })
})

eachDialect('withdrawing what was decided', (open) => {
  it('lets recognition count at once, and the device is back in the queue', async () => {
    const { post, get, idOf, findings, load } = await setUp(await open())
    const made = await post('/overrides', { ...WHY, deviceIds: [await idOf('D2')], choice: 'clear' })
    const { id } = made.json().items[0]
    const done = await post(`/overrides/${id}/withdraw`, { reason: 'The photograph was of another.' })
    expect([done.statusCode, done.json()]).toMatchObject([
      200,
      { id, choice: 'clear', withdrawn: { reason: 'The photograph was of another.', recordedBy: 'local-operator' } },
    ])
    expect((await findings())['D2']).toBe('review')
    expect(await get(`/devices/${await idOf('D2')}`)).toMatchObject({ finding: 'review', overriddenUntil: null })
    expect((await get('/overrides?state=in-force')).items).toEqual([])
    expect((await get('/overrides?state=lapsed')).items).toMatchObject([
      { id, withdrawn: { recordedBy: 'local-operator' } },
    ])
    await load(ESTATE.replace('P3245', 'P3248'))
    expect((await findings())['D2']).toBe('review')
  })

  it('takes back what counts only: not what was replaced, has ended, or was withdrawn', async () => {
    const { post, idOf, findings, clock } = await setUp(await open())
    const decide = async (label: string, choice: string) =>
      (await post('/overrides', { ...WHY, deviceIds: [await idOf(label)], choice })).json().items[0].id as string
    const withdraw = async (id: string) => (await post(`/overrides/${id}/withdraw`, { reason: 'Because.' })).json().code
    const [first, second] = [await decide('D3', 'clear'), await decide('D3', 'flag')]
    expect(await withdraw(first)).toBe('override-finished')
    expect((await findings())['D3']).toBe('flagged')
    expect(await withdraw(second)).toBeUndefined()
    expect((await findings())['D3']).toBe('review')
    expect(await withdraw(second)).toBe('override-finished')
    const ended = await decide('D4', 'flag')
    clock.advance(366 * 86_400_000)
    expect(await withdraw(ended)).toBe('override-finished')
    expect(await withdraw('ovr_none')).toBe('unknown-override')
  })
})

eachDialect('re-evaluating', (open) => {
  it('shows first which findings would change and why, and saves nothing', async () => {
    const { determineMaker, reEvaluate, findings } = await setUp(await open())
    await determineMaker('reolink', 'in-scope')
    const result = await reEvaluate(true)
    expect(result).toMatchObject({
      devices: 4,
      changed: 1,
      stamped: 4,
      sums: [{ from: 'review', to: 'flagged', devices: 1 }],
    })
    expect(result.changes[0]).toMatchObject({ organisation: 'Ducks', siteCode: 'LAKE', label: 'D3', overridden: false })
    expect(result.changes[0]!.was).toContain('not yet confirmed')
    expect(result.changes[0]!.now).toBe('Flagged as Reolink: it names Reolink as its maker.')
    expect((await findings())['D3']).toBe('review')
  })

  it('names first what changes its state, then what is only said otherwise', async () => {
    const { determineMaker, reEvaluate } = await setUp(await open())
    await determineMaker('hikvision', 'in-scope')
    await determineMaker('reolink', 'in-scope')
    const { changes } = await reEvaluate(true)
    expect(changes.map(({ label, from, to }) => [label, from, to])).toEqual([
      ['D3', 'review', 'flagged'],
      ['D1', 'flagged', 'flagged'],
      ['D2', 'review', 'review'],
    ])
  })

  it('applies it in one write, stamps every finding with the version, and has nothing left to do then', async () => {
    const { determineMaker, reEvaluate, findings, get, idOf } = await setUp(await open())
    await determineMaker('reolink', 'in-scope')
    const { registerVersion } = await reEvaluate(false)
    expect((await findings())['D3']).toBe('flagged')
    for (const label of ['D1', 'D2', 'D3', 'D4']) {
      expect(await get(`/devices/${await idOf(label)}`)).toMatchObject({ latestFinding: { registerVersion } })
    }
    expect(await reEvaluate(false)).toMatchObject({ changed: 0, stamped: 0 })
  })

  it('leaves what a person decided, and changes what would count without it', async () => {
    const { determineMaker, reEvaluate, findings, post, idOf, clock, deps } = await setUp(await open())
    await post('/overrides', { ...WHY, deviceIds: [await idOf('D3')], choice: 'clear', untilOn: '2026-11-23' })
    await determineMaker('reolink', 'in-scope')
    expect((await reEvaluate(false)).changes).toMatchObject([{ label: 'D3', overridden: true }])
    expect((await findings())['D3']).toBe('cleared')
    clock.advance(86_400_000)
    await lapseOverrides(deps, operator)
    expect((await findings())['D3']).toBe('flagged')
  })

  it('reaches no further than the caller’s part of the estate', async () => {
    const { determineMaker, findings, db, devices, deps } = await setUp(await open())
    await determineMaker('reolink', 'in-scope')
    const { organisationId } = (await devices())[0]!
    const caller = { ...operator, scope: [{ organisationId, region: 'Wales' }] }
    const register = await currentRegister(db.read, reference.register, day('2026-11-22'))
    const result = await reEvaluateWith(register)(deps, {}, { ...jobContext, caller })
    expect([result.devices, (await findings())['D3']]).toEqual([2, 'review'])
  })
})

eachDialect('a survey', (open) => {
  it('that names the maker settles a relabel, and its facts stay when the inventory comes again', async () => {
    const { post, get, idOf, findings, load } = await setUp(await open())
    const seen = { manufacturer: 'Hikvision', network: 'core', surveyedOn: '2026-11-20', surveyedBy: 'J. Fitter' }
    const made = await post(`/devices/${await idOf('D2')}/surveys`, seen)
    expect([made.statusCode, made.json()]).toMatchObject([201, { finding: 'flagged', manufacturerId: 'hikvision' }])
    await load(ESTATE.replace('P3245', 'P3248'))
    expect((await findings())['D2']).toBe('flagged')
    const device = await get(`/devices/${await idOf('D2')}`)
    expect(device).toMatchObject({ manufacturer: 'Axis', inspectedManufacturer: 'Hikvision', network: 'core' })
    expect(device.latestFinding.evidence[0]).toMatchObject({ source: 'inspection', points: 200 })
  })

  it('by its MAC address identifies what no file could', async () => {
    const { post, idOf, findings } = await setUp(await open())
    const at = `/devices/${await idOf('D4')}/surveys`
    const by = { surveyedOn: '2026-11-20', surveyedBy: 'J. Fitter' }
    expect((await post(at, { ...by, mac: '44-19-B6-0A-0B-0C' })).json()).toMatchObject({ finding: 'flagged' })
    expect((await findings())['D4']).toBe('flagged')
    expect((await post(at, { ...by, mac: 'x' })).json().code).toBe('bad-mac')
    expect((await post(at, by)).json().code).toBe('nothing-seen')
    expect((await post(at, { ...by, model: 'X', surveyedOn: '2026-11-23' })).json().code).toBe('surveyed-later')
  })
})

eachDialect('the commands on findings', (open) => {
  it('name devices as people do, and say what counts', async () => {
    const { deps, db, determineMaker, load, tokenOf } = await setUp(await open())
    const lenscap = async (...argv: string[]) => {
      const { shell, printed, noted } = testShell()
      const caller = await getCaller(db.read, 'local-operator', 'cmd_1')
      const register = await currentRegister(db.read, reference.register, day('2026-11-22'))
      const runJob = (_kind: string, input: { dryRun: boolean }) => reEvaluateWith(register)(deps, input, jobContext)
      await runProgram(argv, {
        version: '0.0.0',
        commands: [findingCommandsWith(() => reference.register)],
        shell,
        prepare: async (_needs, at) => ({ ...at, ...deps, caller, runJob }) as unknown as CommandContext,
      })
      return [...printed, ...noted].join('\n')
    }
    const why = ['--reason', 'Seen.', '--evidence', 'Photograph 17.', '--until', UNTIL]
    expect(await lenscap('override', 'flag', 'POND/D2', 'D4', ...why)).toBe(
      '2 devices flagged by hand until 1 March 2027. Plan again: lenscap plan',
    )
    expect(await lenscap('overrides')).toMatch(/Ducks +POND +D2 +flagged +1 March 2027 +Seen\.\n2 decisions in force\./)
    expect(await lenscap('withdraw-override', 'D4', '--reason', 'Taken for another.')).toBe(
      'D4 counts as unknown again, as recognition has it. Plan again: lenscap plan',
    )
    expect(await lenscap('overrides', '--lapsed')).toMatch(/Ducks +LAKE +D4 +flagged/)
    expect(await lenscap('withdraw-override', 'D4', '--reason', 'Again.')).toContain('No decision on D4 is in force.')
    await lenscap('override', 'flag', 'D4', ...why)
    const token = await tokenOf('second', ['approver'])
    expect(await lenscap('override', 'clear', '--manufacturer', 'Hikvision', ...why, '--approved-by', token)).toMatch(
      /^Recorded, with a second person: Clear 2 devices/,
    )
    await determineMaker('reolink', 'in-scope')
    const dry = await lenscap('re-evaluate', '--dry-run')
    expect(dry).toMatch(/Ducks +LAKE +D3 +review +flagged +Flagged as Reolink/)
    expect(dry).toContain('1 finding of 4 devices would change')
    expect(await lenscap('re-evaluate')).toContain('1 finding of 4 devices changed')
    expect(await lenscap('survey-result', 'D3', '--manufacturer', 'Axis')).toBe(
      'Cleared as Axis (possible relabel): a survey found it to be made by Axis; determination not yet confirmed.',
    )
    await load(csv('organisation,site,device', 'Ducks,SEA,D1'))
    expect(await lenscap('survey-result', 'D1', '--network', 'core')).toContain('Say which: POND/D1, SEA/D1')
  })
})
