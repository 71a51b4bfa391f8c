// Crews of a plan: which pools with how many minutes. What the user has not given is assumed, and each assumption is a
// warning that names it (rules.md).
import { byCodeUnit } from '../../shared/text.ts'
import { VETTINGS, type Vetting } from '../../shared/vocabulary.ts'
import type { Pool } from '../engine/format/problem.ts'
import type { Work } from './pack.ts'

export interface Warning {
  readonly code: string
  readonly message: string
}

/** Blank vetting: `sc` at sensitive sites, else `none`. */
export function vettingOf(site: { vetting: Vetting | null; sensitivity: string }): Vetting {
  return site.vetting ?? (site.sensitivity === 'sensitive' ? 'sc' : 'none')
}

/** Crews per region and vetting level; created as sites ask for them. */
export class Crews {
  readonly #work: Work
  readonly #levels = new Map<string, Set<Vetting>>()
  readonly #networkTeams = new Set<string>()

  constructor(work: Work) {
    this.#work = work
  }

  /** Says that a site of the region needs the level. Call for all sites before asking for pools. */
  need(region: string | null, vetting: Vetting): void {
    const name = region ?? 'Unknown region'
    this.#levels.set(name, (this.#levels.get(name) ?? new Set()).add(vetting))
  }

  /** The region's crews at or above the level, the lowest sufficient one first. */
  poolIds(region: string | null, vetting: Vetting): string[] {
    const name = region ?? 'Unknown region'
    const levels = this.#levels.get(name) ?? new Set()
    const enough = VETTINGS.slice(VETTINGS.indexOf(vetting)).filter((level) => levels.has(level))
    return enough.map((level) => `${name} / ${level}`)
  }

  /** The organisation's own network team, which disconnects. */
  networkTeam(organisation: string): string {
    const id = `network team / ${organisation}`
    this.#networkTeams.add(id)
    return id
  }

  /** All pools asked for, by id, and the assumption they rest on. */
  pools(): { pools: Pool[]; warnings: Warning[] } {
    const { crewMinutesPerWeek, networkTeamMinutesPerWeek } = this.#work
    const crews = [...this.#levels].flatMap(([region, levels]) =>
      [...levels].map((level) => ({ id: `${region} / ${level}`, minutesPerWeek: crewMinutesPerWeek })),
    )
    const teams = [...this.#networkTeams].map((id) => ({ id, minutesPerWeek: networkTeamMinutesPerWeek }))
    const warnings: Warning[] = []
    if (crews.length > 0) {
      warnings.push({
        code: 'assumed-crews',
        message: `No crews are recorded: assumed one of ${crewMinutesPerWeek} minutes a week for each region and vetting level that a site needs (${crews.length}).`,
      })
    }
    if (teams.length > 0) {
      warnings.push({
        code: 'assumed-network-teams',
        message: `No network teams are recorded: assumed ${networkTeamMinutesPerWeek} minutes a week for each organisation (${teams.length}).`,
      })
    }
    return { pools: [...crews, ...teams].sort((a, b) => byCodeUnit(a.id, b.id)), warnings }
  }
}
