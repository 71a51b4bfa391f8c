// Whoever steals the database and the backups, but not the key, reads no address, contact, access note, limb or place.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { recordRead } from '../../src/access/audit/record-read.ts'
import { changeSite } from '../../src/estate/change-site.ts'
import { openDevice, openSite } from '../../src/estate/load-estate.ts'
import { claimJob, findJob, finishJob } from '../../src/jobs/store.ts'
import { submitJob } from '../../src/jobs/submit-job.ts'
import { makeBackup } from '../../src/safekeeping/backup/make-backup.ts'
import { DIALECTS, openTestDatabase } from '../support/dialects.ts'
import { depsOf, jobContext, makePlan, operator } from '../support/estate.ts'
import { csv, importer } from '../support/make.ts'

/** Found nowhere else: not in the schema, not in what is shipped. */
const PLANTED = {
  postcode: 'ZX97 3QJ',
  lat: '51.508713',
  lon: '-0.127359',
  location: 'Behind the blue boiler-house door',
  limb: 'secret-material',
  accessNotes: 'Ring Mrs Quince at the lodge; alarm 4417',
  contacts: 'Barnaby Quince 020 7946 0417',
}

/** As it is, and as it would look where bytes are written as text. */
function traces(text: string): Record<string, Buffer> {
  const bytes = Buffer.from(text, 'utf8')
  return {
    plain: bytes,
    utf16: Buffer.from(text, 'utf16le'),
    hex: Buffer.from(bytes.toString('hex'), 'utf8'),
    // Three alignments; the ends depend on neighbours.
    ...Object.fromEntries(
      [0, 1, 2].map((shift) => {
        const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64url')
        return [
          `base64 ${shift}`,
          Buffer.from(whole.slice(4, Math.floor(((shift + bytes.length) * 8) / 6) - 1), 'utf8'),
        ]
      }),
    ),
  }
}

for (const dialect of DIALECTS) {
  describe(`stolen files (${dialect})`, () => {
    it('say nothing of what is sealed, searched byte by byte', async () => {
      const { db, source, close } = await openTestDatabase(dialect)
      const home = mkdtempSync(join(tmpdir(), 'lenscap-stolen-'))
      const deps = depsOf(db)
      const { postcode, lat, lon, location, limb, accessNotes, contacts } = PLANTED
      const file = csv(
        'organisation,standing,site,sensitivity,limbs,postcode,lat,lon,device,kind,manufacturer,location',
        `Ducks,department,POND,sensitive,${limb},${postcode},${lat},${lon},C-1,camera,Hikvision,${location}`,
        // Rejected rows are quoted in the report.
        `Ducks,department,POND,sensitive,${limb},${postcode},${lat},${lon},C-2,spaceship,Hikvision,${location}`,
      )
      await importer(db, deps.ids)(file)
      const [site] = await db.read.select().from(db.read.t.sites)
      await changeSite(deps, operator, { id: site!.id, version: site!.version, change: { accessNotes, contacts } })
      const { id } = await submitJob(deps, operator, { kind: 'import', input: PLANTED })
      const lease = { holder: 'one', now: deps.clock.now(), expiresAt: deps.clock.now() }
      // What a refused file said is quoted.
      const failure = { code: 'no-header', message: `“${location}, ${postcode}” is no heading.`, details: PLANTED }
      await db.write((q) => claimJob(q, lease, { kinds: ['import'] }))
      await db.write((q) => finishJob(q, id, { ...lease, outcome: { state: 'failed', failure } }))
      await recordRead(deps, operator, { act: 'sites.listed', subjectKind: 'site', detail: PLANTED })
      await makePlan(deps, { budgets: [] } as never)

      // They are there, for whoever has the key.
      const { secrets } = await openSite(deps, operator, site!.id)
      expect(secrets).toMatchObject({ accessNotes, contacts, limbs: [limb] })
      const [device] = await db.read.select().from(db.read.t.devices)
      expect((await findJob(db.read, id))?.failure).toEqual(failure)
      expect((await openDevice(deps, operator, device!.id)).place?.location).toBe(location)

      const stolen = new Map<string, Buffer>()
      const backup = join(home, 'backup')
      await makeBackup(deps, { file: backup, version: '1', migration: 1 }, jobContext)
      stolen.set('backup', readFileSync(backup))
      for await (const { name, bytes } of db.dump()) {
        const parts: Uint8Array[] = []
        for await (const chunk of bytes) parts.push(chunk)
        stolen.set(name, Buffer.concat(parts))
      }
      for (const end of ['', '-wal', '-shm']) {
        if (dialect === 'sqlite' && existsSync(source + end)) stolen.set(`file${end}`, readFileSync(source + end))
      }
      const documents = await db.read.select().from(db.read.t.documents)
      for (const { hash, gzipped } of documents) stolen.set(hash, gunzipSync(gzipped))
      expect(documents.length).toBeGreaterThan(0)

      const found = [...stolen].flatMap(([name, bytes]) =>
        Object.entries(PLANTED).flatMap(([what, text]) =>
          Object.entries(traces(text)).flatMap(([form, trace]) =>
            bytes.includes(trace) ? [`${what} in ${name}, ${form}`] : [],
          ),
        ),
      )
      expect(found).toEqual([])
      // The search finds what is not sealed.
      expect([...stolen.values()].some((bytes) => bytes.includes('POND'))).toBe(true)
      await close()
      rmSync(home, { recursive: true })
    })
  })
}
