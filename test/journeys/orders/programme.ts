// What stands before a journey of orders begins: an inventory, a decision, a plan that was adopted, and the people of each
// role. All of it comes about as it does in a department, over HTTP.
import { expect } from 'vitest'
import { addDays, dayOf, nextMonday } from '../../../src/shared/day.ts'
import { csv } from '../../support/make.ts'
import { introduce, type Answer, type Line, type Sent } from './line.ts'

const COLUMNS =
  'organisation,standing,site,region,sensitivity,vetting,postcode,device,kind,manufacturer,model,serial,network'
/** A row of the inventory: a camera off the network, so that to replace it is all there is to do. */
export const flagged = (organisation: string, site: string, label: string) =>
  `${organisation},department,${site},Wales,sensitive,none,CF10 1AA,${label},camera,Hikvision,DS-2CD2042,OLD-${label},isolated`

/** Kit has six weeks of lead (rules.md, Defaults): what was planned seven weeks ago is due in this one. */
const PLANNED_DAYS_AGO = 49

export interface Programme {
  readonly line: Line
  readonly staff: Readonly<Record<Staff, string>>
  /** Tokens of their offices. */
  readonly swan: string
  readonly heron: string
  readonly swanId: string
  readonly call: (method: Sent['method'], path: string, token: string, rest?: Rest) => Promise<Answer>
  /** Makes a plan of what there is, and adopts it: its orders are ready. */
  readonly planAndAdopt: () => Promise<void>
}
type Staff = 'manager' | 'finance' | 'adopter' | 'senior' | 'estate' | 'auditor'
type Rest = Pick<Sent, 'body' | 'version'>

/** `inventory`: rows. Ends when its orders are ready to be claimed. */
export async function openProgramme(line: Line, inventory: readonly string[]): Promise<Programme> {
  const call: Programme['call'] = (method, path, token, rest) => line.send({ method, path, token, ...rest })
  const manager = await introduce(line, { id: 'manager', roles: ['programme'] })
  const finance = await introduce(line, { id: 'finance', roles: ['finance'] })
  const adopter = await introduce(line, { id: 'adopter', roles: ['approver'] })
  const senior = await introduce(line, { id: 'senior', roles: ['approver'] })
  const auditor = await introduce(line, { id: 'auditor', roles: ['auditor'] })
  /** The job that it starts, to its end. */
  const long = async (path: string, token: string, body?: object | string) => {
    const { status, body: job } = await call('POST', path, token, body === undefined ? {} : { body })
    expect([path, status, job]).toMatchObject([path, 202, {}])
    return line.finish(job['id']!, token)
  }
  await long('/imports?fileName=birds.csv', manager, csv(COLUMNS, ...inventory))
  const [ducks] = (await call('GET', '/organisations', manager)).body['items'] as unknown as { id: string }[]
  const own = [{ organisationId: ducks!.id, region: null }]
  const estate = await introduce(line, { id: 'estate', roles: ['estate'], scope: own })
  const decision = { standing: true, choice: 'replace-now', reason: 'Risk.', approvedBy: 'Senior' }
  expect((await call('POST', '/site-decisions', senior, { body: decision })).status).toBe(201)
  const [swan, heron] = await hire(line, { call, finance })
  const startOn = addDays(nextMonday(dayOf(line.now())), -PLANNED_DAYS_AGO)
  const planAndAdopt = async () => {
    const { planId } = await long('/plans', manager, { startOn })
    await long(`/plans/${String(planId)}/adoption`, adopter)
    const agreed = { reason: 'Within the programme.' }
    expect((await call('POST', '/order-approvals', adopter, { body: agreed })).status).toBe(200)
  }
  await planAndAdopt()
  const staff = { manager, finance, adopter, senior, estate, auditor }
  return { line, staff, swan: swan!.token, heron: heron!.token, swanId: swan!.companyId, call, planAndAdopt }
}

/** Two companies that may do the same. */
async function hire(line: Line, { call, finance }: Pick<Programme, 'call'> & { finance: string }) {
  const names = ['Swan Security', 'Heron Systems']
  expect((await call('PUT', '/contractors/file', finance, { body: csv('contractor', ...names) })).status).toBe(200)
  const crews = names.map((name) => `Crew of ${name},${name},Wales,none,2250,replace`)
  const columns = 'crew,contractor,regions,vetting,minutes_per_week,actions'
  expect((await call('PUT', '/crews/file', finance, { body: csv(columns, ...crews) })).status).toBe(200)
  const { items } = (await call('GET', '/contractors', finance)).body as unknown as {
    items: { id: string; name: string }[]
  }
  return Promise.all(
    names.map(async (name) => {
      const companyId = items.find((one) => one.name === name)!.id
      const token = await introduce(line, { id: `office-${name}`, roles: ['contractor'], scope: [], companyId })
      return { companyId, token }
    }),
  )
}

/** By rank, as the manager lists them. */
export async function refsOf({ call, staff }: Programme, state?: string): Promise<string[]> {
  const { items } = (await call('GET', `/orders${state === undefined ? '' : `?state=${state}`}`, staff.manager))
    .body as unknown as { items: { ref: string }[] }
  return items.map(({ ref }) => ref)
}

export async function orderOf({ call, staff }: Programme, ref: string): Promise<Answer['body']> {
  return (await call('GET', `/orders/${ref}`, staff.manager)).body
}

/** On the order as it is. */
export async function judge(programme: Programme, ref: string, by: string, verdict: object): Promise<Answer> {
  const version = Number((await orderOf(programme, ref))['version'])
  return programme.call('POST', `/orders/${ref}/judgement`, by, { body: verdict, version })
}

export interface SeenDevice {
  readonly id: string
  readonly label: string | null
  readonly manufacturer: string | null
  readonly serial: string | null
  readonly status: string
  readonly finding: string
}

export async function devicesOf({ call, staff }: Programme): Promise<readonly SeenDevice[]> {
  return (await call('GET', '/devices', staff.manager)).body['items'] as unknown as SeenDevice[]
}
