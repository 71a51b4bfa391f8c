import { describe, expect, it } from 'vitest'
import type { Caller } from '../../../src/access/caller.ts'
import type { Database } from '../../../src/db/database.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { openSecrets } from '../../../src/estate/store.ts'
import { day } from '../../../src/shared/day.ts'
import { eachDialect, openTestDatabase } from '../../support/dialects.ts'
import type { Progress } from '../../../src/jobs/job.ts'
import type { Sealed } from '../../../src/shared/sealed.ts'
import { countingIds } from '../../support/clock.ts'
import { jobContext, operator } from '../../support/estate.ts'
import { testSealer } from '../../support/sealer.ts'
import { codesOf, countsOf, csv, importer } from '../../support/make.ts'

const estateOf = (db: Database) => loadEstate(db.read, 'everything')
const HEADER = 'organisation,site,sensitivity,device,manufacturer,model,serial,mac,status'

eachDialect('an import', (open) => {
  it('makes the organisation with a fund of its own, the site, and the device with its finding', async () => {
    const db = await open()
    const report = await importer(db)(
      csv(
        'organisation,standing,sector,site,site_name,sensitivity,limbs,region,postcode,vetting,device,manufacturer,model',
        'Ministry of Examples,department,central-government,HQ,Main Building,sensitive,socpa;ministerial,London,sw1a 1aa,dv,C1,Hikvision,DS-2CD2143G2-I',
      ),
    )
    expect(countsOf(report)).toEqual({ rows: 1, created: 1, updated: 0, unchanged: 0, duplicates: 0, rejected: 0 })
    expect(report.findings).toEqual({ flagged: 1, review: 0, unknown: 0, cleared: 0 })
    const { organisations, sites, devices } = await estateOf(db)
    expect(organisations).toMatchObject([
      {
        name: 'Ministry of Examples',
        standing: 'department',
        sector: 'central-government',
        fundCode: 'MINISTRY-OF-EXAMPLES',
      },
    ])
    expect(sites).toMatchObject([
      { code: 'HQ', name: 'Main Building', sensitivity: 'sensitive', region: 'London', vetting: 'dv' },
    ])
    expect(devices).toMatchObject([
      {
        label: 'C1',
        kind: 'camera',
        network: 'unknown',
        status: 'in-service',
        finding: 'flagged',
        manufacturerId: 'hikvision',
      },
    ])
    expect(await openSecrets(db.read, sites[0]!.id)).toMatchObject({
      limbs: ['ministerial', 'socpa'],
      address: { postcode: 'SW1A 1AA', lat: null, lon: null },
    })
  })

  it('of the same file again changes nothing', async () => {
    const db = await open()
    const run = importer(db)
    const text = csv(HEADER, 'Org,S1,sensitive,A,Axis,P3245,1,,', 'Org,S1,,B,,,,00:40:8c:01:02:03,', 'Org,,,,,X,,,')
    await run(text)
    const before = await estateOf(db)
    const again = await run(text)
    expect(countsOf(again)).toMatchObject({ rows: 3, unchanged: 3 })
    expect(again.findings).toMatchObject({ unknown: 2, cleared: 1 })
    expect(await estateOf(db)).toEqual(before)
  })

  it('on a later day only notes that the devices were seen again', async () => {
    const db = await open()
    const run = importer(db)
    const text = csv(HEADER, 'Org,S1,other,A,Axis,P3245,1,,')
    await run(text, { asOf: day('2026-01-01') })
    const again = await run(text, { asOf: day('2026-06-01') })
    expect(again.unchanged).toBe(1)
    const { devices, sites } = await estateOf(db)
    expect([devices[0]?.observedOn, devices[0]?.version]).toEqual(['2026-06-01', 1])
    expect([sites[0]?.observedOn, sites[0]?.version]).toEqual(['2026-06-01', 1])
  })

  it('records itself once, with its report and an audit entry', async () => {
    const db = await open()
    const report = await importer(db)(csv('device,model', 'A,X'), { organisation: 'Org', fileName: 'cameras.csv' })
    const [row] = await db.read.select().from(db.read.t.imports)
    expect(row).toMatchObject({ fileName: 'cameras.csv', asOfOn: '2026-11-22', recordedBy: operator.principalId })
    const text = testSealer.unseal(row?.report as Sealed, `imports.report:${row?.id}`)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report)))
    const audit = await db.read.select().from(db.read.t.auditEntries)
    expect(audit).toMatchObject([{ act: 'import.done', subjectId: row?.id, principalId: operator.principalId }])
  })

  it('keeps places out of the tables in plain text', async () => {
    const db = await open()
    const rowWith = (lat: string) => `A,Behind the safe,${lat},-0.1,SW1A 1AA,S1`
    await importer(db)(csv('device,location,lat,lon,postcode,site', rowWith('51.5'), rowWith('51.5x')))
    const rows = JSON.stringify([
      await db.read.select().from(db.read.t.devices),
      await db.read.select().from(db.read.t.sites),
      await db.read.select().from(db.read.t.findings),
      await db.read.select().from(db.read.t.imports),
      await db.read.select().from(db.read.t.auditEntries),
    ])
    expect(rows).not.toMatch(/safe|51\.5|SW1A/i)
  })

  it('that is started again after it was saved gives the report that was saved', async () => {
    const db = await open()
    const ids = countingIds()
    const jobId = ids.next('job')
    const first = await importer(db, ids)(csv(HEADER, 'Org,S1,,A,,,1,,'), { jobId })
    const again = await importer(db, ids)(csv(HEADER, 'Org,S1,,A,,,1,,'), { jobId })
    expect([again.created, again]).toEqual([1, JSON.parse(JSON.stringify(first))])
    expect(await db.read.$count(db.read.t.imports)).toBe(1)
  })

  it('names the first thousand complaints and says how many there are', async () => {
    const rows = Array.from({ length: 1002 }, (_, i) => `A${i},soon`)
    const report = await importer(await open())(csv('device,mac', ...rows, 'B,'))
    expect(report).toMatchObject({ created: 1, rejected: 1002, complaintsInAll: 1002 })
    expect(report.complaints.map(({ row }) => row)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 2))
  })

  it('that is a dry run gives the same report and saves nothing', async () => {
    const db = await open()
    const run = importer(db)
    const text = csv(HEADER, 'Org,S1,sensitive,A,Hikvision,,1,,', 'Org,S1,high,B,,,,,')
    const dry = await run(text, { dryRun: true })
    expect((await estateOf(db)).organisations).toEqual([])
    expect({ ...(await run(text)), importId: dry.importId }).toEqual(dry)
  })

  it('with --strict is all or nothing', async () => {
    const db = await open()
    const run = importer(db)
    const bad = csv(HEADER, 'Org,S1,sensitive,A,,,1,,', 'Org,S1,high,B,,,,,')
    const report = await run(bad, { strict: true })
    expect(countsOf(report)).toMatchObject({ rows: 2, created: 0, rejected: 1 })
    expect(codesOf(report.warnings)).toContain('nothing-saved')
    expect((await estateOf(db)).devices).toEqual([])
    expect(await run(csv(HEADER, 'Org,S1,,A,,,1,,'), { strict: true })).toMatchObject({ created: 1 })
  })

  it('is refused when no column says anything of a device, and taken when the caller says what each row is', async () => {
    const db = await open()
    const run = importer(db)
    const text = csv('Name,lat,lon', 'A40,51.5,-0.1')
    await expect(run(text)).rejects.toMatchObject({ code: 'no-device-columns', details: { exitCode: 2 } })
    expect(await run(text, { kind: 'anpr' })).toMatchObject({ created: 1 })
    expect((await estateOf(db)).devices).toMatchObject([{ kind: 'anpr' }])
  })

  it('is refused when no column is known at all, and when it would describe a day to come', async () => {
    const run = importer(await open())
    const prose = run('Dear all, please find attached\nthe list, as agreed', { kind: 'camera' })
    await expect(prose).rejects.toMatchObject({ code: 'no-device-columns' })
    const early = run(csv('device', 'A'), { asOf: day('2026-11-23') })
    await expect(early).rejects.toMatchObject({ code: 'as-of-to-come', details: { exitCode: 2 } })
    expect(await run(csv('device', 'A'), { asOf: day('2026-11-22') })).toMatchObject({ created: 1 })
  })

  it('that is cancelled saves nothing', async () => {
    const db = await open()
    const cancelled = new AbortController()
    const context = {
      ...jobContext,
      signal: cancelled.signal,
      report: ({ doing }: Progress) => void (doing === 'saving' && cancelled.abort()),
    }
    await expect(importer(db)(csv('device', 'A'), { context })).rejects.toMatchObject({ name: 'AbortError' })
    expect((await estateOf(db)).organisations).toEqual([])
  })

  it('finds again what it put under UNSITED when a file calls the site so', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv('organisation,device,location', 'Org,A,Gate'))
    expect(await run(csv('organisation,site,device,location', 'Org,unsited,A,Gate'))).toMatchObject({ unchanged: 1 })
    expect((await estateOf(db)).sites).toHaveLength(1)
  })

  it('puts what names no organisation or site where only an assessment can be planned, and says so', async () => {
    const db = await open()
    const report = await importer(db)(csv('device,model', 'A,X'))
    expect(codesOf(report.warnings)).toEqual(['organisation-unstated', 'unsited', 'kind-assumed'])
    const { organisations, sites } = await estateOf(db)
    expect(organisations).toMatchObject([{ name: 'Unstated', standing: 'outside' }])
    expect(sites).toMatchObject([{ code: 'UNSITED', sensitivity: 'unassessed' }])
  })

  it('by a caller with a scope reaches no other organisation, nor makes one', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'Mine,S1,,A,,,1,,', 'Theirs,S1,,A,,,2,,'))
    const { organisations } = await estateOf(db)
    const mine = organisations.find(({ name }) => name === 'Mine')!
    const caller: Caller = { ...operator, roles: ['estate'], scope: [{ organisationId: mine.id, region: null }] }
    const report = await run(csv(HEADER, 'Mine,S1,,B,,,,,', 'Theirs,S1,,B,,,,,', 'New,S1,,B,,,,,'), { caller })
    expect(countsOf(report)).toMatchObject({ created: 1, rejected: 2 })
    expect(codesOf(report.complaints)).toEqual(['organisation-not-yours', 'organisation-not-yours'])
    expect((await estateOf(db)).organisations).toHaveLength(2)
  })

  it('says to a programme manager that another organisation has the same device, and merges nothing', async () => {
    const db = await open()
    const run = importer(db)
    await run(csv(HEADER, 'First,S1,,A,,,SN123,,', 'First,S1,,B,,,,00:40:8c:01:02:03,'))
    const text = csv(HEADER, 'Second,S1,,X,,,SN123,,', 'Second,S1,,Y,,,,00:40:8c:01:02:03,')
    const estate: Caller = { ...operator, roles: ['estate'] }
    expect(codesOf((await run(text, { caller: estate, dryRun: true })).warnings)).not.toContain('also-elsewhere')
    const report = await run(text)
    expect(report.created).toBe(2)
    const found = report.warnings.filter(({ code }) => code === 'also-elsewhere')
    expect(found.map(({ message }) => message)).toEqual([
      'Row 2: First has a device with the same serial SN123 (A). Both were kept; see whose it is.',
      'Row 3: First has a device with the same MAC 00408c010203 (B). Both were kept; see whose it is.',
    ])
    expect((await estateOf(db)).devices).toHaveLength(4)
  })

  it('says how many devices another organisation has, however many they are', async () => {
    const run = importer(await open())
    const rowsOf = (organisation: string) =>
      Array.from({ length: 25 }, (_, i) => `${organisation},S1,,A${i},,,SN${i},,`)
    await run(csv(HEADER, ...rowsOf('First')))
    const { warnings } = await run(csv(HEADER, ...rowsOf('Second')))
    const found = warnings.filter(({ code }) => code === 'also-elsewhere')
    expect(found).toHaveLength(11)
    expect(found[10]).toMatchObject({ message: 'And 15 more of the same.', count: 15 })
  })

  it('decides again when somebody changed the organisation after it had looked', async () => {
    const db = await open()
    const ids = countingIds()
    const run = importer(db, ids)
    await run(csv(HEADER, 'Org,S1,,A,,,1,,'))
    let overtaken = 0
    const overtaking: Database = {
      ...db,
      async snapshot(work) {
        const seen = await db.snapshot(work)
        if (overtaken++ === 0) await run(csv(HEADER, 'Org,S1,,B,,,2,,'))
        return seen
      },
    }
    expect(await importer(overtaking, ids)(csv(HEADER, 'Org,S1,,B,Axis,,2,,'))).toMatchObject({
      created: 0,
      updated: 1,
    })
    expect(overtaken).toBe(2)
    expect((await estateOf(db)).devices).toHaveLength(2)
  })

  it('gives up, with nothing saved, when it is overtaken time and again', async () => {
    const db = await open()
    const ids = countingIds()
    const run = importer(db, ids)
    let n = 0
    const overtaking: Database = {
      ...db,
      async snapshot(work) {
        const seen = await db.snapshot(work)
        await run(csv(HEADER, `Org,S1,,B${n++},,,,,`))
        return seen
      },
    }
    await expect(importer(overtaking, ids)(csv(HEADER, 'Org,S1,,Z,,,,,'))).rejects.toMatchObject({
      code: 'conflicting-imports',
    })
    expect((await estateOf(db)).devices.map(({ label }) => label)).not.toContain('Z')
  })

  it('leaves nothing behind when any of its statements fails', async () => {
    const db = await open()
    const ids = countingIds()
    const run = importer(db, ids)
    await run(csv(HEADER, 'Org,S1,other,A,,,1,,', 'Org,S2,other,B,,,2,,'))
    const before = await dump(db)
    const text = csv(
      `${HEADER},scheduled_upgrade`,
      'Org,S1,sensitive,A,Hikvision,,1,,,2028-01-01',
      'Org,S3,extended,C,,,3,,,2028-01-01',
      'New,S1,extended,C,,,3,,,',
    )
    let failed = 0
    for (let nth = 1; ; nth++) {
      const outcome = await importer(failingAt(db, nth), ids)(text).catch((error: unknown) => error)
      if (!(outcome instanceof Error)) break
      failed++
      expect(outcome.message).toBe('the disk is full')
      expect(await dump(db)).toEqual(before)
    }
    expect(failed).toBeGreaterThan(8)
    expect(await dump(db)).not.toEqual(before)
  })
})

describe('the number of statements of an import', () => {
  it('does not grow with the number of rows', async () => {
    const { db, close } = await openTestDatabase('sqlite')
    const ids = countingIds()
    const rows = (n: number) => Array.from({ length: n }, (_, i) => `Org ${n},S${i % 9},,D${i},,,,,`)
    const statementsOf = async (n: number) => {
      let statements = 0
      await importer(
        watched(db, () => void statements++),
        ids,
      )(csv(HEADER, ...rows(n)))
      return statements
    }
    expect(await statementsOf(400)).toBe(await statementsOf(10))
    await close()
  })
})

/** The database, whose nth statement of a write fails. */
function failingAt(db: Database, nth: number): Database {
  let statements = 0
  return watched(db, () => {
    if (++statements === nth) throw new Error('the disk is full')
  })
}

function watched(db: Database, onStatement: () => void): Database {
  return {
    ...db,
    write: (work) =>
      db.write((q) =>
        work(
          new Proxy(q, {
            get(target, name) {
              if (['select', 'insert', 'insertRows', 'insertStaged', 'update', 'delete'].includes(String(name)))
                onStatement()
              const value: unknown = Reflect.get(target, name, target)
              return typeof value === 'function' ? (value.bind(target) as unknown) : value
            },
          }),
        ),
      ),
  }
}

async function dump(db: Database) {
  const { t } = db.read
  const tables = [t.funds, t.organisations, t.sites, t.siteDesignations, t.siteUpgrades, t.devices, t.findings]
  const rows: unknown[] = []
  for (const table of [...tables, t.imports, t.auditEntries])
    rows.push(await db.read.select().from(table).orderBy(table.id))
  return rows
}
