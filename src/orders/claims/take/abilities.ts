// What a company may do, as sets of regions, actions, levels and organisations: conditions that the database can look for, so
// that no order is looked at one by one. It says what mayDo says of each order; a test compares the two.
import { isInForce, type Contract } from '../../../planning/contracts/contract.ts'
import type { Standing } from '../../../planning/contracts/standing.ts'
import { isValidOn, isVetted, type Crew } from '../../../planning/crews/crew.ts'
import type { Day } from '../../../shared/day.ts'
import { keyOf } from '../../../shared/text.ts'
import { VETTINGS, type CrewAction, type Vetting } from '../../../shared/vocabulary.ts'

/** Work that it may do anywhere within these, all of which must hold. */
export interface Ability {
  /** As keyOf gives them. */
  readonly regions: readonly string[]
  readonly actions: readonly CrewAction[]
  /** What a site may ask for: the levels that the crew is vetted to. */
  readonly vettings: readonly Vetting[]
  readonly organisations: { readonly only: readonly string[] } | { readonly allBut: readonly string[] }
}

/** None: the company may do nothing at all on that day. */
export function abilitiesOf(standing: Standing, on: Day): Ability[] {
  const { contractor, crews, contracts, usedBy } = standing
  if (contractor.status !== 'active' || contractor.check?.found === 'listed') return []
  const inForce = contracts.filter((contract) => isInForce(contract, on))
  const all = crews
    .filter((crew) => isValidOn(crew, on))
    .flatMap((crew) => {
      const under = inForce.filter(({ subcontractors }) => {
        return [contractor, ...subcontractors].some(({ id }) => id === crew.contractor!.id)
      })
      return [freely(crew, usedBy), ...under.map((contract) => underContract(crew, contract, usedBy))]
    })
  const some = all.filter(({ organisations, regions, actions }) => {
    return regions.length > 0 && actions.length > 0 && !('only' in organisations && organisations.only.length === 0)
  })
  return [...new Map(some.map((ability) => [JSON.stringify(ability), ability])).values()]
}

/** For organisations that use no contracts. */
function freely(crew: Crew, usedBy: ReadonlySet<string>): Ability {
  const only = crew.organisations.map(({ id }) => id).filter((id) => !usedBy.has(id))
  return { ...ofCrew(crew), organisations: crew.organisations.length > 0 ? { only } : { allBut: [...usedBy] } }
}

/** For organisations that do, as far as crew and call-off both reach. */
function underContract(crew: Crew, contract: Contract, usedBy: ReadonlySet<string>): Ability {
  const { regions, actions, vettings } = ofCrew(crew)
  const serves = ({ organisations }: Pick<Crew, 'organisations'>, one: string) =>
    organisations.length === 0 || organisations.some(({ id }) => id === one)
  const called = contract.regions.map(keyOf)
  return {
    regions: regions.filter((region) => called.length === 0 || called.includes(region)),
    actions: actions.filter((action) => contract.actions.length === 0 || contract.actions.includes(action)),
    vettings,
    organisations: { only: [...usedBy].filter((id) => serves(crew, id) && serves(contract, id)) },
  }
}

function ofCrew({ regions, actions, vetting }: Crew): Omit<Ability, 'organisations'> {
  return { regions: regions.map(keyOf), actions, vettings: VETTINGS.filter((needed) => isVetted(vetting, needed)) }
}

/** What a company asks for within what it may do; capability only, so that it cannot pick by worth or week. */
export interface ClaimFilter {
  readonly regions?: readonly string[] | undefined
  readonly actions?: readonly CrewAction[] | undefined
}

export function narrowed(abilities: readonly Ability[], { regions, actions }: ClaimFilter): Ability[] {
  const wanted = regions?.map(keyOf)
  return abilities
    .map((ability) => ({
      ...ability,
      regions: ability.regions.filter((region) => wanted?.includes(region) ?? true),
      actions: ability.actions.filter((action) => actions?.includes(action) ?? true),
    }))
    .filter((ability) => ability.regions.length > 0 && ability.actions.length > 0)
}
