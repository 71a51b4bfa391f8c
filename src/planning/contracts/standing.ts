// What a company may do at all: the standing capability that a claim is measured by. It may, or there is a reason why not,
// in words that are fit for the company's own office: they speak of its papers and its people, never of a site.
import { sayDay, type Day } from '../../shared/day.ts'
import { byCodeUnit } from '../../shared/text.ts'
import { isValidOn, isVetted, servesOrganisation, servesRegion, type Crew, type Place } from '../crews/crew.ts'
import { covers, isInForce, type Contract, type ContractBook, type Contractor } from './contract.ts'

/** A company with all that bears on what it may do. */
export interface Standing {
  readonly contractor: Contractor
  /** Its own crews, and those of its subcontractors who are active and not found in the debarment list. */
  readonly crews: readonly Crew[]
  /** Those that it is approved under. */
  readonly contracts: readonly Contract[]
  /** By id: organisations that send nobody without a call-off. */
  readonly usedBy: ReadonlySet<string>
}

export interface Ask extends Place {
  readonly on: Day
}

export type May =
  | { readonly may: true }
  | {
      readonly may: false
      readonly because: 'status' | 'debarment' | 'action' | 'region' | 'vetting' | 'contract' | 'expiry'
      readonly says: string
    }

/** Undefined: there is no such company. Costs a walk through the book: make it once for many asks. */
export function standingOf(book: ContractBook, crews: readonly Crew[], contractorId: string): Standing | undefined {
  const byId = new Map(book.contractors.map((contractor) => [contractor.id, contractor]))
  const contractor = byId.get(contractorId)
  if (!contractor) return undefined
  const fit = contractor.subcontractors.filter(({ id }) => {
    const company = byId.get(id)
    return company?.status === 'active' && company.check?.found !== 'listed'
  })
  const theirs = new Set([contractorId, ...fit.map(({ id }) => id)])
  return {
    contractor,
    crews: crews.filter((crew) => crew.contractor !== null && theirs.has(crew.contractor.id)),
    contracts: book.contracts.filter(({ contractors }) => contractors.some(({ id }) => id === contractorId)),
    usedBy: book.usedBy,
  }
}

/** Whether the company may do such work there on that day. The reason is the first that stands in the way. */
export function mayDo(standing: Standing, ask: Ask): May {
  const { contractor } = standing
  if (contractor.status !== 'active') return no('status', `${contractor.name} is ${contractor.status}.`)
  if (contractor.check?.found === 'listed') {
    const { by, on } = contractor.check
    return no('debarment', `${by} found ${contractor.name} in the debarment list on ${sayDay(on)}.`)
  }
  const lacks = lackOfCrew(standing, standing.crews, ask)
  return lacks ?? (standing.usedBy.has(ask.organisationId) ? underContract(standing, ask) : { may: true })
}

/** Whose crews there are for it, narrowed step by step: what empties the list is the reason. */
function lackOfCrew({ contractor: { name } }: Standing, crews: readonly Crew[], ask: Ask): May | undefined {
  const { on, action, organisationId, region, vetting } = ask
  const doing = crews.filter((crew) => isValidOn(crew, on) && crew.actions.some((one) => one === action))
  if (doing.length === 0) return no('action', `${name} has no crew for ${action} on ${sayDay(on)}.`)
  const there = doing.filter((crew) => servesRegion(crew, region) && servesOrganisation(crew, organisationId))
  const where = region ?? 'a region that is not known'
  if (there.length === 0) return no('region', `${name} has no crew for ${action} in ${where} for this organisation.`)
  if (there.some((crew) => isVetted(crew.vetting, vetting))) return undefined
  return no('vetting', `${name} has no crew for ${action} in ${where} that is vetted to ${vetting}.`)
}

/** A subcontractor's crew counts only under a call-off that approves the subcontractor too. */
function underContract(standing: Standing, ask: Ask): May {
  const { name, id } = standing.contractor
  const serving = standing.contracts.filter((contract) => covers(contract, ask))
  if (serving.length === 0) return no('contract', `${name} is approved under no call-off for such work.`)
  const inForce = serving.filter((contract) => isInForce(contract, ask.on))
  if (inForce.length === 0) {
    const last = [...serving].sort((a, b) => byCodeUnit(a.expiresOn, b.expiresOn)).at(-1)!
    const dates = `from ${sayDay(last.startsOn)} to ${sayDay(last.expiresOn)}`
    return no('expiry', `Call-off ${last.reference} is in force ${dates}, not on ${sayDay(ask.on)}.`)
  }
  const lacks = inForce.map(({ subcontractors }) => {
    const approved = new Set([id, ...subcontractors.map((company) => company.id)])
    const crews = standing.crews.filter(({ contractor }) => approved.has(contractor!.id))
    return lackOfCrew(standing, crews, ask)
  })
  return lacks.find((lack) => lack !== undefined && lacks.every((one) => one !== undefined)) ?? { may: true }
}

function no(because: Extract<May, { may: false }>['because'], says: string): May {
  return { may: false, because, says }
}
