// The sandbox for a contractor's developers: the demo's plan taken over into orders, and a company that may do all of them.
import { LOCAL_ADMIN } from '../access/principals.ts'
import type { CommandContext } from '../cli/command.ts'
import { recordList } from '../estate/lists/record-list.ts'
import type { Adopted, AdoptInput } from '../orders/adopt/adopt-plan.ts'
import { setDelegatedLimit } from '../orders/adopt/approve-orders.ts'
import { contractorList } from '../planning/contracts/record-contractors.ts'
import { listContractors } from '../planning/contracts/store.ts'
import { crewList } from '../planning/crews/record-crews.ts'
import { REGIONS } from '../shared/vocabulary.ts'

const COMPANY = 'Sandbox Installations Ltd'
/** Above what any order of the demo costs: all that is decided can be claimed once it is near enough. */
const LIMIT_PENCE = 100_000_000

/** Returns the company's id. */
export async function openSandbox(context: CommandContext, planId: string): Promise<string> {
  const { db, caller, runJob, print } = context
  await setDelegatedLimit(context, caller, { organisationId: null, pence: LIMIT_PENCE })
  // Whoever made the plan does not adopt it: here the administrator stands in for a second approver.
  const input: AdoptInput = { planId, adoptedBy: LOCAL_ADMIN }
  const { states } = await runJob<Adopted>('adopt', input)
  // After the adoption, for crews are what a plan is made of.
  await recordList(context, caller, {
    kind: contractorList,
    bytes: csv(['contractor'], [COMPANY]),
    name: 'contractors.csv',
  })
  const crew = [
    'Sandbox crew',
    COMPANY,
    REGIONS.join('; '),
    'england-and-wales',
    'dv',
    '2250',
    'survey; replace; remove',
  ]
  const columns = ['crew', 'contractor', 'regions', 'calendar', 'vetting', 'minutes_per_week', 'actions']
  await recordList(context, caller, { kind: crewList, bytes: csv(columns, crew), name: 'crews.csv' })
  print(
    '\nSANDBOX: a working day passes every minute from the moment that the API is served, and with POST /api/v1/sandbox/clock',
  )
  print(`Orders: ${states.map(({ state, orders }) => `${orders} ${state}`).join(', ')}. ${COMPANY} may do all of them.`)
  return (await listContractors(db.read)).find(({ name }) => name === COMPANY)!.id
}

function csv(columns: readonly string[], row: readonly string[]): Buffer {
  return Buffer.from(`${columns.join(',')}\n${row.join(',')}\n`)
}
