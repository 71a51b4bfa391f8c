import { expect, it } from 'vitest'
import { exportAudit } from '../../../src/access/audit/export-audit.ts'
import { recordRead } from '../../../src/access/audit/record-read.ts'
import { makeAuditSealer } from '../../../src/access/audit/seal-entries.ts'
import { START } from '../../../src/access/audit/chain.ts'
import { sha256 } from '../../../src/shared/hash.ts'
import type { Database } from '../../../src/db/database.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, operator } from '../../support/estate.ts'

const linesOf = async (lines: AsyncIterable<object>) => {
  const all: Record<string, unknown>[] = []
  for await (const line of lines) all.push({ ...line })
  return all
}

eachDialect('reads on record', (open) => {
  const read = (deps: ReturnType<typeof depsOf>, subjectId: string) =>
    recordRead(deps, operator, { act: 'site.opened', subjectKind: 'site', subjectId })

  it('are there when the answer leaves, one row each, and share a transaction when they come together', async () => {
    const db = await open()
    let writes = 0
    const counting: Database = { ...db, write: (work) => (writes++, db.write(work)) }
    const deps = depsOf(counting)
    await Promise.all(Array.from({ length: 50 }, (_, i) => read(deps, `site-${i}`)))
    expect(await db.read.$count(db.read.t.auditEntries)).toBe(50)
    expect(writes).toBeLessThan(5)
    await read(deps, 'site-50')
    expect(await db.read.$count(db.read.t.auditEntries)).toBe(51)
  })

  it('fail when they cannot be written, and the next does not', async () => {
    const db = await open()
    let fail = true
    const failing: Database = { ...db, write: (work) => (fail ? Promise.reject(new Error('full')) : db.write(work)) }
    const deps = depsOf(failing)
    await expect(read(deps, 'site-1')).rejects.toThrow('full')
    fail = false
    await read(deps, 'site-2')
    expect(await db.read.$count(db.read.t.auditEntries)).toBe(1)
  })
})

eachDialect('the export of the trail', (open) => {
  it('gives every entry once with its detail opened, itself included, and what its hash is taken over', async () => {
    const deps = depsOf(await open())
    const caller = { ...operator, origin: '192.0.2.7' }
    await recordRead(deps, caller, { act: 'devices.listed', subjectKind: 'device', detail: { rows: 3 } })
    await makeAuditSealer({ deps, anchor: async () => {}, onError: (error) => expect(error).toBeUndefined() }).stop()
    const lines = await linesOf(exportAudit(deps, caller, 'OFFICIAL'))
    expect(lines).toMatchObject([
      { format: 'lenscap-audit/1', marking: 'OFFICIAL' },
      { number: 1, act: 'devices.listed', detail: { rows: 3 }, origin: '192.0.2.7', requestId: 'req_test' },
      { number: null, act: 'audit.exported', detail: null },
      { entries: 2 },
    ])
    const { id, at, principalId, act, subjectKind, subjectId, organisationId, requestId, origin, mac, ...line } =
      JSON.parse(JSON.stringify(lines[1])) as Record<string, string | null>
    const said = [id, at, principalId, act, subjectKind, subjectId, organisationId, line['sealed'], requestId, origin]
    expect(sha256(JSON.stringify([1, START.hash, ...said, mac]))).toBe(line['hash'])
  })
})
