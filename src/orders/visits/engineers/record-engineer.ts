// A company records whom it sends. Each change is a version of its own, and voids what sites said of the one before.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Reads } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { staleVersion } from '../../../http/etag.ts'
import { listContractors } from '../../../planning/contracts/store.ts'
import { Failure } from '../../../shared/failure.ts'
import { companyOf } from '../../claims/store.ts'
import { checkEngineer, unknownEngineer, type Engineer, type EngineerFacts } from './engineer.ts'
import { findEngineers, insertEngineer, listEngineers } from './store.ts'

/** Throws `no-company`, `bad-engineer`. */
export async function recordEngineer(deps: Deps, caller: Caller, facts: EngineerFacts): Promise<Engineer> {
  const companyId = companyOf(caller)
  checkEngineer(facts)
  const engineer = { ...facts, id: deps.ids.next('eng'), version: 1, companyId }
  return save(deps, caller, engineer, async (q) => checkEmployer(q, engineer))
}

/** What is left out stays. Throws `no-company`, `unknown-engineer`, `stale-version`, `bad-engineer`. */
export async function changeEngineer(
  deps: Deps,
  caller: Caller,
  { id, version, change }: { id: string; version: number; change: Partial<EngineerFacts> },
): Promise<Engineer> {
  const before = await getEngineer(deps.db.read, companyOf(caller), id)
  const engineer = { ...before, ...change, version: version + 1 }
  checkEngineer(engineer)
  return save(deps, caller, engineer, async (q) => {
    if ((await getEngineer(q, engineer.companyId, id)).version !== version) throw staleVersion()
    await checkEmployer(q, engineer)
  })
}

async function save(
  deps: Deps,
  caller: Caller,
  engineer: Engineer,
  check: (q: Reads) => Promise<void>,
): Promise<Engineer> {
  const { db, clock, ids } = deps
  const { id: subjectId, version } = engineer
  const recorded = { rowId: ids.next('enr'), recordedAt: clock.now(), recordedBy: caller.principalId }
  const entry = auditEntry(deps, caller, { act: 'engineer.recorded', subjectKind: 'engineer', subjectId })
  await db.write(async (q) => {
    await check(q)
    await insertEngineer(q, { ...engineer, ...recorded })
    await record(q, entry, { version })
  })
  return engineer
}

/** Throws `no-company`. */
export async function listOwnEngineers(q: Reads, caller: Caller): Promise<Engineer[]> {
  return listEngineers(q, companyOf(caller))
}

/** Throws `unknown-engineer`, also for another company's. */
export async function getEngineer(q: Reads, companyId: string, id: string): Promise<Engineer> {
  const [engineer] = await findEngineers(q, [id])
  if (engineer?.companyId !== companyId) throw unknownEngineer(id)
  return engineer
}

/** Whoever employs them may be sent: a subcontractor that the company names, active and not found debarred. */
async function checkEmployer(q: Reads, { companyId, employerId }: Engineer): Promise<void> {
  if (employerId === null) return
  const companies = await listContractors(q)
  const own = companies.find(({ id }) => id === companyId)
  const employer = companies.find(({ id }) => id === employerId)
  const named = own?.subcontractors.some(({ id }) => id === employerId) ?? false
  if (named && employer?.status === 'active' && employer.check?.found !== 'listed') return
  const hint = 'Name one that the programme knows as yours, or leave the employer out for your own staff.'
  throw new Failure('bad-engineer', `The employer is no subcontractor that ${own?.name ?? 'you'} may send.`, hint)
}
