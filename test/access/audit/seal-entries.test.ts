import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSocket } from 'node:dgram'
import { expect, it, describe } from 'vitest'
import { auditEntry, record } from '../../../src/access/audit.ts'
import { anchorsTo, readAnchors, type Anchor } from '../../../src/access/audit/anchors.ts'
import { makeAuditSealer, sealBatch } from '../../../src/access/audit/seal-entries.ts'
import { countWaiting, findLastSeal } from '../../../src/access/audit/store.ts'
import { verifyAudit } from '../../../src/access/audit/verify-audit.ts'
import type { Deps } from '../../../src/deps.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'
import { fakeClock } from '../../support/clock.ts'

async function write(deps: Deps, entries: number): Promise<void> {
  const made = Array.from({ length: entries }, () => auditEntry(deps, operator, { act: 'a', subjectKind: 'k' }))
  await deps.db.write(async (q) => {
    for (const entry of made) await record(q, entry)
  })
}

eachDialect('the sealer', (open) => {
  const sealing = (deps: Deps) => {
    const anchors: Anchor[] = []
    const errors: unknown[] = []
    const anchor = async (one: Anchor) => void anchors.push(one)
    return { sealer: makeAuditSealer({ deps, anchor, onError: (error) => errors.push(error) }), anchors, errors }
  }

  it('seals within a second what is written, and leaves one anchor at its end', async () => {
    const deps = depsOf(await open())
    const { sealer, anchors } = sealing(deps)
    sealer.start()
    await write(deps, 3)
    await expect.poll(() => countWaiting(deps.db.read), { timeout: 5000 }).toBe(0)
    await write(deps, 2)
    await sealer.stop()
    expect((await findLastSeal(deps.db.read)).number).toBe(5)
    expect(anchors.at(-1)).toMatchObject(await findLastSeal(deps.db.read))
  })

  it('seals more than a batch holds, in the order in which they were written', async () => {
    const deps = depsOf(await open())
    await write(deps, 1200)
    const { sealer, anchors } = sealing(deps)
    await sealer.stop()
    expect(await verifyAudit(deps.db, anchors)).toMatchObject({ last: { number: 1200 }, firstBad: undefined })
    const { auditSeals } = deps.db.read.t
    const seals = await deps.db.read.select().from(auditSeals).orderBy(auditSeals.number)
    expect(seals.map(({ entryId }) => entryId)).toEqual(seals.map(({ entryId }) => entryId).sort())
  })

  it('is one at a time: another waits for the lease to run out, or to be given back', async () => {
    const clock = fakeClock()
    const deps = { ...depsOf(await open()), clock }
    await write(deps, 1)
    expect(await sealBatch(deps, 'one')).toBe(true)
    await write(deps, 1)
    expect(await sealBatch(deps, 'two')).toBe(false)
    expect(await countWaiting(deps.db.read)).toBe(1)
    clock.advance(5000)
    expect(await sealBatch(deps, 'two')).toBe(true)
    expect(await sealBatch(deps, 'one')).toBe(false)
    const { sealer } = sealing(deps)
    clock.advance(5000)
    await write(deps, 1)
    await sealer.stop()
    expect(await sealBatch(deps, 'three')).toBe(true)
  })

  it('lets two processes seal at once without two entries getting one number', async () => {
    const deps = depsOf(await open())
    await write(deps, 50)
    await Promise.all(Array.from({ length: 4 }, () => sealing(deps).sealer.stop()))
    expect(await verifyAudit(deps.db)).toMatchObject({ last: { number: 50 }, unsealed: { entries: 0 } })
  })

  it('goes on when no anchor could be left, and says so', async () => {
    const deps = depsOf(await open())
    await write(deps, 1)
    const errors: unknown[] = []
    const anchor = () => Promise.reject(new Error('the disk is full'))
    await makeAuditSealer({ deps, anchor, onError: (error) => errors.push(error) }).stop()
    expect(errors).toEqual([new Error('the disk is full')])
    expect(await countWaiting(deps.db.read)).toBe(0)
  })
})

describe('anchors', () => {
  const anchor = { number: 7, hash: 'a'.repeat(64), at: '2026-11-22T09:00:00.000Z' }
  const inFolder = async (test: (file: string) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), 'lenscap-anchors-'))
    await test(join(folder, 'anchors')).finally(() => rmSync(folder, { recursive: true }))
  }

  it('are appended to a file, a line each, and read back', () =>
    inFolder(async (file) => {
      const append = anchorsTo(file)
      await append(anchor)
      await append({ ...anchor, number: 8, restored: true })
      expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
      expect(readAnchors(file)).toEqual([anchor, { ...anchor, number: 8, restored: true }])
    }))

  it('are read without a last line that was cut, and not with any other', () =>
    inFolder(async (file) => {
      await anchorsTo(file)(anchor)
      appendFileSync(file, '{"number":8,"ha')
      expect(readAnchors(file)).toEqual([anchor])
      appendFileSync(file, `\n${JSON.stringify(anchor)}\n`)
      expect(() => readAnchors(file)).toThrow('Line 2')
      expect(() => readAnchors(`${file}.none`)).toThrow(expect.objectContaining({ code: 'unreadable-anchors' }))
    }))

  it('are sent to a syslog server as RFC 5424 lines, from which they can be read again', () =>
    inFolder(async (file) => {
      const server = createSocket('udp4')
      await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
      const received = new Promise<string>((resolve) => server.once('message', (line) => resolve(line.toString())))
      await anchorsTo(`syslog://127.0.0.1:${server.address().port}`)(anchor)
      const line = await received
      server.close()
      expect(line).toMatch(/^<110>1 2026-11-22T09:00:00\.000Z - lenscap - anchor - \{/)
      writeFileSync(file, `${line}\n`)
      expect(readAnchors(file)).toEqual([anchor])
    }))
})
