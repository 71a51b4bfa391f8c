// A process that is killed in the middle, at moments that a seed chooses: nothing that it acknowledged is lost, the audit
// trail verifies, and the same work done again comes to its end.
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { readAnchors } from '../../src/access/audit/anchors.ts'
import { recordRead } from '../../src/access/audit/record-read.ts'
import { verifyAudit } from '../../src/access/audit/verify-audit.ts'
import { openKeyring } from '../../src/access/keyring.ts'
import { makeSealer } from '../../src/access/sealing.ts'
import type { Database } from '../../src/db/database.ts'
import { checkBackup } from '../../src/safekeeping/backup/restore-backup.ts'
import { listKeys } from '../../src/safekeeping/keys.ts'
import { DIALECTS, openAgain, openTestDatabase } from '../support/dialects.ts'
import { depsOf, operator } from '../support/estate.ts'
import { csv } from '../support/make.ts'
import { makeIds } from '../../src/shared/ids.ts'
import { runs } from '../support/runs.ts'
import { notRandom } from '../support/sealer.ts'
import { lenscapHome } from '../support/server.ts'

const SEED = 20221124
/** Of each kind of work. 13 of each of the four make 52 on each dialect. */
const MOMENTS = runs(1, 13)
/** In the short run each kind of work on one dialect; in the long one all on both. */
const SHORT = { sqlite: ['import', 'rotation'], postgres: ['backup', 'sealing'] } as const
/** A moment takes five seconds on a quiet machine. */
const TIMEOUT_MS = 60_000 * MOMENTS
/** From before the process has opened anything to after its end, on a machine with two cores. */
const EARLIEST_MS = 400
const LATEST_MS = 2400

/** Numerical Recipes' generator: the same moments in every run. */
function moments(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return EARLIEST_MS + Math.floor((state / 2 ** 32) * (LATEST_MS - EARLIEST_MS))
  }
}

for (const dialect of DIALECTS) {
  describe(`a killed process (${dialect})`, () => {
    const closers: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const close of closers.splice(0).reverse()) await close()
    })

    const itDoing = (work: string, name: string, test: () => Promise<void>) => {
      if (runs(0, 1) === 1 || SHORT[dialect].some((one) => one === work)) it(name, test, TIMEOUT_MS)
    }

    async function aHome() {
      const database = dialect === 'postgres' ? await openTestDatabase('postgres') : undefined
      const home = lenscapHome(database ? { DATABASE_URL: database.source } : {})
      closers.push(async () => {
        await home.close()
        await database?.close()
      })
      const place = { dataFolder: home.dataFolder, keyFile: undefined, keyCommand: undefined, production: false }
      const keyring = () => openKeyring(place, notRandom())
      const source = database?.source ?? join(home.dataFolder, 'lenscap.sqlite')
      /** Looks at the database as the next process would find it. */
      async function inside<T>(look: (db: Database) => Promise<T>): Promise<T> {
        const db = openAgain(source, makeSealer(keyring()))
        return look(db).finally(() => db.close())
      }
      const wholeTrail = () =>
        inside(async (db) => {
          const anchors = existsSync(`${home.dataFolder}.anchors`) ? readAnchors(`${home.dataFolder}.anchors`) : []
          const { firstBad, last } = await verifyAudit(db, anchors)
          expect(firstBad).toBeUndefined()
          return last.number
        })
      return { home, place, inside, wholeTrail, sealer: () => makeSealer(keyring()) }
    }
    /** Whether the command had said that it was done. */
    async function killed(env: NodeJS.ProcessEnv, afterMs: number, ...argv: string[]): Promise<boolean> {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', ...argv], { env })
      let printed = ''
      child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
      await Promise.race([sleep(afterMs), ended])
      child.kill('SIGKILL')
      await ended
      return printed.includes('}\n')
    }
    const inventory = (site: string) =>
      csv(
        'organisation,standing,site,sensitivity,limbs,postcode,device,kind,location',
        ...Array.from(
          { length: 400 },
          (_, i) => `Ducks,department,${site},sensitive,a,SW1A 1AA,${site}-${i},camera,Gate ${i}`,
        ),
      )

    itDoing(
      'import',
      'in the middle of an import leaves all of the file or nothing, and the import done again is done once',
      async () => {
        const { home, inside, wholeTrail } = await aHome()
        const at = moments(SEED)
        for (let n = 0; n < MOMENTS; n++) {
          const file = join(home.home, `list-${n}.csv`)
          writeFileSync(file, inventory(`POND-${n}`))
          const acknowledged = await killed(home.env, at(), 'import', file, '--json')
          const again = home.run('import', file, '--json')
          expect(again).toMatchObject({ exit: 0 })
          const { created, unchanged } = JSON.parse(again.out) as { created: number; unchanged: number }
          expect([`0 ${400}`, '400 0'], `moment ${n}`).toContain(`${unchanged} ${created}`)
          if (acknowledged) expect(unchanged, `moment ${n}`).toBe(400)
          expect(await inside((db) => db.read.$count(db.read.t.devices))).toBe(400 * (n + 1))
          await wholeTrail()
        }
      },
    )

    itDoing('backup', 'in the middle of a backup leaves a whole file or none, and the next one is whole', async () => {
      const { home, wholeTrail, sealer } = await aHome()
      const at = moments(SEED + 1)
      writeFileSync(join(home.home, 'list.csv'), inventory('POND'))
      expect(home.run('import', join(home.home, 'list.csv')).exit).toBe(0)
      for (let n = 0; n < MOMENTS; n++) {
        const file = join(home.home, `backup-${n}`)
        const acknowledged = await killed(home.env, at(), 'backup', file, '--json')
        if (acknowledged) expect(existsSync(file), `moment ${n}`).toBe(true)
        if (existsSync(file)) await checkBackup(file, sealer())
        else expect(home.run('backup', file)).toMatchObject({ exit: 0 })
        expect(await checkBackup(file, sealer())).toMatchObject({ dialect })
        await wholeTrail()
      }
    })

    itDoing(
      'rotation',
      'in the middle of a rotation of keys loses no field, and the rest is wrapped by the next',
      async () => {
        const { home, inside, place, wholeTrail } = await aHome()
        const at = moments(SEED + 2)
        writeFileSync(join(home.home, 'list.csv'), inventory('POND'))
        expect(home.run('import', join(home.home, 'list.csv')).exit).toBe(0)
        for (let n = 0; n < MOMENTS; n++) {
          await killed(home.env, at(), 'key', 'rotate', '--json')
          await inside(openEveryPlace)
          expect(home.run('key', 'rewrap')).toMatchObject({ exit: 0 })
          const keys = await inside((db) => listKeys(db.read, place))
          // What was written after the job, sealed by the same key: the command's own entries are in its count.
          expect(
            keys.filter(({ current, fields }) => !current && fields > 0),
            `moment ${n}`,
          ).toEqual([])
          await inside(openEveryPlace)
          await wholeTrail()
        }
      },
    )

    itDoing('sealing', 'in the middle of sealing the audit trail leaves it whole, and the next goes on', async () => {
      const { home, inside, wholeTrail } = await aHome()
      const at = moments(SEED + 3)
      expect(home.run('key', 'list').exit).toBe(0)
      for (let n = 0; n < MOMENTS; n++) {
        await inside((db) => readOften(db, n, 3000))
        const before = await wholeTrail()
        await killed(home.env, at(), 'key', 'list', '--json')
        expect(await wholeTrail(), `moment ${n}`).toBeGreaterThanOrEqual(before)
        // The lease of the one that was killed has to run out.
        await expect
          .poll(async () => (home.run('key', 'list'), inside((db) => db.read.$count(db.read.t.auditWaiting))), {
            timeout: 20_000,
          })
          .toBe(0)
        await wholeTrail()
      }
    })
  })
}

async function openEveryPlace(db: Database): Promise<void> {
  const { devices } = db.read.t
  const rows = await db.read.select().from(devices).where(eq(devices.kind, 'camera'))
  for (const { id, place } of rows) expect(db.read.sealer.unseal(place!, `devices.place:${id}`)).toContain('Gate')
}

async function readOften(db: Database, round: number, times: number): Promise<void> {
  const deps = { ...depsOf(db), ids: makeIds(() => round + 1, notRandom()) }
  const read = { act: 'devices.listed', subjectKind: 'device' }
  await Promise.all(Array.from({ length: times }, () => recordRead(deps, operator, read)))
}
