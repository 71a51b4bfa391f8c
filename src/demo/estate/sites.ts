// The sites of a sector: where they are, how sensitive, and what the owners say of upgrades.
import { addDays, type Day } from '../../shared/day.ts'
import type { Sensitivity } from '../../shared/vocabulary.ts'
import { range, type Body, type Profile } from './bodies.ts'
import type { Dice, Weights } from './dice.ts'
import { AREAS, PLANTS, type Area } from './places.ts'

/**
 * `held`: flagged kit is there. `cleared`: it was, and is removed. `spared`: the body holds none there, which does not
 * rule out kit that nobody can name. `spotless`: every device is known and clear.
 */
export type Condition = 'held' | 'cleared' | 'spared' | 'spotless'

export interface Site {
  readonly body: Body
  readonly code: string
  /** Blank where only the code may be held (design: the product's own sensitivity). */
  readonly name: string
  readonly sensitivity: Sensitivity
  readonly condition: Condition
  readonly limbs: string
  readonly area: Area
  readonly postcode: string
  /** Ten-thousandths of a degree; null where the owner gives no place. */
  readonly at: { readonly lat: number; readonly lon: number } | null
  readonly vetting: string
  readonly upgrade: { readonly on: string; readonly funded: string; readonly make: string }
  readonly devices: number
}

interface Role {
  readonly sensitivity: Sensitivity
  readonly condition: Condition
}

/** Sites in the order of their bodies. */
export function makeSites(dice: Dice, { bodies, startOn }: { bodies: readonly Body[]; startOn: Day }): Site[] {
  const profile = bodies[0]!.profile
  const owners = allotSites(dice, profile)
  const roles = giveRoles(dice, { profile, owners, bodies })
  const words = dice.shuffle(PLANTS)
  const seen = new Map<number, number>()
  return owners.map((owner, i) => {
    const nth = seen.get(owner) ?? 0
    seen.set(owner, nth + 1)
    const body = bodies[owner]!
    return describeSite(dice, { body, nth, role: roles[i]!, word: words[(owner * 7 + nth) % words.length]!, startOn })
  })
}

/** Which body owns each site, in order: one each, the rest mostly to the large ones, which come first. */
function allotSites(dice: Dice, { bodies, sites, withSensitive }: Profile): number[] {
  const shares = range(0, bodies).map((i) => [(bodies + 1 - i) * (i < withSensitive ? 2 : 1), i] as const)
  const rest = range(bodies, sites).map(() => dice.weigh(shares))
  return [...range(0, bodies), ...rest].sort((a, b) => a - b)
}

/** One role for each of `owners`, with the profile's numbers of sensitive, extended and unassessed sites. */
function giveRoles(
  dice: Dice,
  { profile, owners, bodies }: { profile: Profile; owners: readonly number[]; bodies: readonly Body[] },
): Role[] {
  const holds = (owner: number): boolean => bodies[owner]!.holdsFlagged
  const roles = owners.map((owner, i): Role => {
    // A body that holds flagged kit has it at its first site at least, and at three in five of the others.
    const held = holds(owner) && (owner !== owners[i - 1] || dice.chance(600))
    return { sensitivity: 'other', condition: held ? 'held' : 'spared' }
  })
  const given = new Set<number>()
  const give = (sites: number, role: Partial<Role>, fits: (owner: number) => boolean): void => {
    const free = range(0, owners.length).filter((i) => !given.has(i) && fits(owners[i]!))
    for (const i of dice.shuffle(free).slice(0, sites)) {
      given.add(i)
      roles[i] = { ...roles[i]!, ...role }
    }
  }
  const sensitive = (owner: number): boolean => owner < profile.withSensitive
  const done = profile.sensitive - profile.sensitiveToClear
  const cleared = Math.floor(done / 2)
  give(profile.sensitiveToClear, { sensitivity: 'sensitive', condition: 'held' }, (o) => sensitive(o) && holds(o))
  give(cleared, { sensitivity: 'sensitive', condition: 'cleared' }, (o) => sensitive(o) && holds(o))
  give(done - cleared, { sensitivity: 'sensitive', condition: 'spotless' }, sensitive)
  // A body extends the rule to sites where it has something to remove.
  give(profile.extended, { sensitivity: 'extended', condition: 'held' }, holds)
  give(profile.unassessed, { sensitivity: 'unassessed' }, () => true)
  return roles
}

function describeSite(dice: Dice, site: { body: Body; nth: number; role: Role; word: string; startOn: Day }): Site {
  const { body, nth, role } = site
  const sensitive = role.sensitivity === 'sensitive'
  const area = body.area ?? areaFor(dice, sensitive)
  // Two in five sensitive sites are held under a code, without a name or a place.
  const coded = sensitive && dice.chance(400)
  const place = { lat: area.lat + dice.between(-1500, 1500), lon: area.lon + dice.between(-1500, 1500) }
  const postcode = `ZZ${dice.between(1, 98)} ${dice.below(10)}${dice.pick(LETTERS)}${dice.pick(LETTERS)}`
  return {
    body,
    code: `${body.code}-${String(nth + 1).padStart(3, '0')}`,
    name: coded ? '' : `${site.word} ${dice.pick(body.profile.buildings)}, ${dice.pick(area.places)}`,
    ...role,
    limbs: sensitive ? dice.weigh(LIMBS) : '',
    area,
    postcode: coded ? '' : postcode,
    at: coded || dice.chance(150) ? null : place,
    vetting: vettingFor(dice, site.body.profile, sensitive),
    upgrade: upgradeFor(dice, site.startOn),
    devices: sizeOf(dice, role),
  }
}

/** Departments are in every region, and their sensitive sites mostly in London. */
function areaFor(dice: Dice, sensitive: boolean): Area {
  return dice.weigh(AREAS.map((area) => [area.region === 'London' ? (sensitive ? 9 : 3) : 1, area]))
}

/** Postcodes end in two of these; area ZZ is not in use. */
const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ'.split('')

/** Recording the limbs is optional (policy.md section 1). */
const LIMBS: Weights<string> = [
  [30, 'secret-material'],
  [20, 'secret-material;dv-staff'],
  [15, 'dv-staff'],
  [10, 'ministerial'],
  [8, 'ministerial;socpa'],
  [5, 'socpa'],
  [12, ''],
]

function vettingFor(dice: Dice, { sector, standing }: Profile, sensitive: boolean): string {
  if (sensitive)
    return dice.weigh([
      [60, 'sc'],
      [28, 'dv'],
      [6, 'ctc'],
      [6, ''],
    ] as const)
  if (sector === 'police')
    return dice.weigh([
      [50, 'bpss'],
      [30, 'sc'],
      [20, ''],
    ] as const)
  if (standing === 'department')
    return dice.weigh([
      [55, 'bpss'],
      [20, 'ctc'],
      [10, 'sc'],
      [15, ''],
    ] as const)
  return dice.weigh([
    [20, 'none'],
    [15, 'bpss'],
    [65, ''],
  ] as const)
}

/** A third of sites have an upgrade on paper, half of those with the money, and some would bring in flagged kit again. */
function upgradeFor(dice: Dice, startOn: Day): Site['upgrade'] {
  if (!dice.chance(350)) return { on: '', funded: '', make: '' }
  const on = addDays(startOn, dice.between(183, 6 * 365))
  const make = dice.weigh([
    [30, 'Axis'],
    [30, 'Hanwha Vision'],
    [14, 'i-PRO'],
    [5, 'Hikvision'],
    [3, 'Dahua'],
    [18, ''],
  ])
  return { on, funded: dice.chance(500) ? 'yes' : 'no', make }
}

/**
 * Headquarters are large, and small sites many. The sizes of the first two lines set the demo's bill: 31 sensitive and
 * 40 extended sites with some 3,500 flagged devices to replace, about £9m at the default prices, where the demo's
 * budget holds £12.5m over four years: every year binds, and the end is in sight.
 */
function sizeOf(dice: Dice, { sensitivity, condition }: Role): number {
  if (sensitivity === 'sensitive') return condition === 'held' ? dice.between(46, 114) : dice.between(16, 46)
  if (sensitivity === 'extended') return dice.between(34, 72)
  return dice.weigh([
    [66, dice.between(2, 5)],
    [28, dice.between(5, 9)],
    [6, dice.between(10, 16)],
  ])
}
