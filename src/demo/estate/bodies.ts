// The bodies of the invented country, sector by sector: who they are, how many sites they hold, and which hold flagged
// kit at all.
import type { Sector, Standing } from '../../shared/vocabulary.ts'
import type { Dice } from './dice.ts'
import { AREAS, type Area } from './places.ts'

export interface Profile {
  readonly sector: Sector
  readonly standing: Standing
  /** Full names of nation-wide bodies, or endings and beginnings (`of` …) put to a place. */
  readonly names: readonly string[]
  readonly bodies: number
  readonly sites: number
  /**
   * In a hundred bodies, how many hold Hikvision or Dahua kit: the shares of the Big Brother Watch survey of 2022
   * (policy.md section 6); for sectors outside it, our assumption.
   */
  readonly holdingPercent: number
  /** How many of the first bodies have sensitive sites. */
  readonly withSensitive: number
  readonly sensitive: number
  /** Of the sensitive, those still to be cleared: about half, as in the statement of 29 April 2024. */
  readonly sensitiveToClear: number
  readonly extended: number
  readonly unassessed: number
  readonly buildings: readonly string[]
}

export interface Body {
  readonly name: string
  readonly code: string
  readonly profile: Profile
  readonly holdsFlagged: boolean
  /** Null for a nation-wide body. */
  readonly area: Area | null
}

const NONE = { withSensitive: 0, sensitive: 0, sensitiveToClear: 0 }
const OFFICES = ['House', 'Court', 'Records Centre', 'Business Park', 'Point']

export const PROFILES: readonly Profile[] = [
  {
    sector: 'central-government',
    standing: 'department',
    names: [
      'Ministry of Public Granaries',
      'Department for Estuaries and Tidal Lands',
      'Department of Weights and Calendars',
      'Department for Canals and Bridges',
      'Ministry of Seals and Records',
      'Department for Submarine Cables',
      'Department for Settlement and Boundaries',
      'Department of Civic Honours',
      'Department for Hill Farms and Hedgerows',
      'Office for Lamps and Beacons',
      'Department for Market Charters',
      'Department of Customary Tolls',
    ],
    bodies: 12,
    sites: 96,
    holdingPercent: 83,
    withSensitive: 6,
    sensitive: 44,
    sensitiveToClear: 22,
    extended: 14,
    unassessed: 6,
    buildings: OFFICES,
  },
  {
    sector: 'defence',
    standing: 'department',
    names: ['Ministry of Home Garrisons', 'Garrison Estates Executive'],
    bodies: 2,
    sites: 18,
    holdingPercent: 100,
    withSensitive: 2,
    sensitive: 8,
    sensitiveToClear: 4,
    extended: 3,
    unassessed: 1,
    buildings: ['Barracks', 'Stores Depot', 'Training Area', 'Lines'],
  },
  {
    sector: 'arms-length-body',
    standing: 'department',
    names: [
      'Tidal Lands Agency',
      'Granary Inspectorate',
      'National Seed Vault Trust',
      'Hedgerow Commissioners',
      'Calendar Standards Board',
      'Boundary Stones Authority',
      'Measures Laboratory Executive',
      'Canal Tolls Agency',
      'Cable Stations Executive',
      'Beacons and Foghorns Board',
    ],
    bodies: 10,
    sites: 32,
    holdingPercent: 60,
    withSensitive: 2,
    sensitive: 4,
    sensitiveToClear: 2,
    extended: 4,
    unassessed: 2,
    buildings: ['House', 'Laboratory', 'Field Station', 'Store'],
  },
  {
    sector: 'justice',
    standing: 'department',
    names: ['Assize Buildings Service', 'Custody and Remand Estate Service'],
    bodies: 2,
    sites: 40,
    holdingPercent: 100,
    withSensitive: 1,
    sensitive: 4,
    sensitiveToClear: 3,
    extended: 5,
    unassessed: 2,
    buildings: ['Law Courts', 'Remand Centre', 'Tribunal Rooms', 'Resettlement Unit'],
  },
  {
    sector: 'police',
    standing: 'voluntary',
    names: ['Constabulary', 'Police Service'],
    bodies: 8,
    sites: 38,
    holdingPercent: 38,
    ...NONE,
    extended: 4,
    unassessed: 2,
    buildings: ['Police Station', 'Custody Suite', 'Operations Base', 'Vehicle Compound'],
  },
  {
    sector: 'fire',
    standing: 'voluntary',
    names: ['Fire and Rescue Service'],
    bodies: 5,
    sites: 15,
    holdingPercent: 60,
    ...NONE,
    extended: 0,
    unassessed: 1,
    buildings: ['Fire Station', 'Training Ground'],
  },
  {
    sector: 'council',
    standing: 'voluntary',
    names: ['Borough Council', 'District Council', 'County Council', 'City Council'],
    bodies: 26,
    sites: 116,
    holdingPercent: 73,
    ...NONE,
    extended: 5,
    unassessed: 4,
    buildings: ['Library', 'Leisure Centre', 'Depot', 'Town Hall', 'Market Square', 'Car Park', 'Housing Office'],
  },
  {
    sector: 'other',
    standing: 'outside',
    names: ['Harbour Commissioners', 'Homes Association', 'Light Railway'],
    bodies: 6,
    sites: 20,
    holdingPercent: 67,
    ...NONE,
    extended: 0,
    unassessed: 0,
    buildings: ['Quay', 'Flats', 'Interchange', 'Yard'],
  },
  {
    sector: 'nhs',
    standing: 'voluntary',
    names: ['Hospitals NHS Foundation Trust', 'Community Health NHS Trust'],
    bodies: 16,
    sites: 76,
    holdingPercent: 60,
    ...NONE,
    extended: 3,
    unassessed: 3,
    buildings: ['Infirmary', 'Clinic', 'Health Centre', 'Day Hospital', 'Ambulance Point'],
  },
  {
    sector: 'school',
    standing: 'voluntary',
    names: ['High School', 'Primary School', 'Academy', 'Community College'],
    bodies: 80,
    sites: 100,
    holdingPercent: 57,
    ...NONE,
    extended: 0,
    unassessed: 2,
    buildings: ['Building', 'Campus', 'Sports Hall'],
  },
  {
    sector: 'further-education',
    standing: 'voluntary',
    names: ['College of Trades', 'Technical College'],
    bodies: 12,
    sites: 24,
    holdingPercent: 66,
    ...NONE,
    extended: 1,
    unassessed: 1,
    buildings: ['Campus', 'Workshops', 'Annexe'],
  },
  {
    sector: 'university',
    standing: 'voluntary',
    names: ['University'],
    bodies: 6,
    sites: 25,
    holdingPercent: 54,
    ...NONE,
    extended: 1,
    unassessed: 1,
    buildings: ['Hall', 'Library', 'Research Institute', 'Student Village'],
  },
]

/** The bodies of one sector, each with a name and a code of its own. */
export function makeBodies(dice: Dice, profile: Profile): Body[] {
  const holders = Math.round((profile.bodies * profile.holdingPercent) / 100)
  // Those with sensitive sites to clear hold some, and at least one body of each sector.
  const certain = Math.max(1, profile.withSensitive)
  const others = dice.shuffle(range(certain, profile.bodies)).slice(0, holders - certain)
  const holding = new Set([...range(0, certain), ...others])
  const nationwide = profile.names.length >= profile.bodies
  const homes = dice.shuffle(AREAS.flatMap((area) => area.places.map((place) => ({ area, place }))))
  return range(0, profile.bodies).map((i) => {
    const home = homes[i]!
    const kindOfBody = profile.names[i % profile.names.length]!
    const name = nationwide ? kindOfBody : `${home.place} ${kindOfBody}`
    return {
      name,
      code: codeOf(name, PROFILES.indexOf(profile) * 100 + i),
      profile,
      holdsFlagged: holding.has(i),
      area: nationwide ? null : home.area,
    }
  })
}

/** Initials, and a number of the body's own because initials alone would meet: `MPG1`, `WBC612`. */
function codeOf(name: string, index: number): string {
  const initials = name.replaceAll(/[^A-Z]/g, '').slice(0, 4)
  return `${initials}${index + 1}`
}

export function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, i) => from + i)
}
