import { Type, type Static } from 'typebox'
import { ReasonText } from '../access/requests/schema.ts'
import { PageQuery, pageReply } from '../http/paging.ts'
import { closed, DayText, nullable, oneOf } from '../http/words.ts'
import {
  FINDING_STATES,
  KINDS,
  NETWORKS,
  SECTORS,
  SENSITIVITIES,
  STANDINGS,
  STATUSES,
  VETTINGS,
} from '../shared/vocabulary.ts'
import type { OpenedDevice } from './load-estate.ts'
import { LIMBS, type Site, type SiteSecrets } from './site.ts'

const Id = Type.String({ maxLength: 64 })
const Name = Type.String({ minLength: 1, maxLength: 200 })
const Text = Type.String({ maxLength: 4000 })
const nullableText = nullable(Type.String())

export const EstateParams = Type.Object({ id: Id })

export const OrganisationsQuery = closed(PageQuery)
/** Without its version, which counts changes at sites that the caller may not know of. */
export const OrganisationReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  standing: oneOf(STANDINGS),
  sector: nullable(oneOf(SECTORS)),
  fundId: Type.String(),
  fundCode: Type.String(),
})
export const OrganisationsReply = pageReply(OrganisationReply)

export const SitesQuery = closed({
  ...PageQuery,
  organisationId: Type.Optional(Id),
  region: Type.Optional(Name),
  sensitivity: Type.Optional(oneOf(SENSITIVITIES)),
})
const siteFields = {
  id: Type.String(),
  organisationId: Type.String(),
  version: Type.Integer(),
  code: Type.String(),
  name: Type.String(),
  region: nullableText,
  sensitivity: oneOf(SENSITIVITIES),
  vetting: nullable(oneOf(VETTINGS)),
  upgradeOn: nullable(DayText),
  upgradeFunded: nullable(Type.Boolean()),
  upgradeManufacturer: nullableText,
  observedOn: DayText,
}
export const SitesReply = pageReply(Type.Object(siteFields))
export const ChangedSiteReply = Type.Object(siteFields)

const Degrees = (most: 90 | 180) => nullable(Type.Number({ minimum: -most, maximum: most }))
const AddressWords = closed({ postcode: nullable(Type.String({ maxLength: 20 })), lat: Degrees(90), lon: Degrees(180) })
const LimbsWords = Type.Array(oneOf(LIMBS), { uniqueItems: true, maxItems: LIMBS.length })
/** With what is sealed: one site at a time, each look on record. */
export const SiteReply = Type.Object({
  ...siteFields,
  limbs: LimbsWords,
  address: nullable(AddressWords),
  accessNotes: nullableText,
  contacts: nullableText,
})

export const SiteBody = closed({
  name: Type.Optional(Name),
  region: Type.Optional(nullable(Name)),
  sensitivity: Type.Optional(oneOf(SENSITIVITIES)),
  limbs: Type.Optional(LimbsWords),
  vetting: Type.Optional(nullable(oneOf(VETTINGS))),
  upgradeOn: Type.Optional(nullable(DayText)),
  upgradeFunded: Type.Optional(nullable(Type.Boolean())),
  upgradeManufacturer: Type.Optional(nullable(Name)),
  address: Type.Optional(nullable(AddressWords)),
  accessNotes: Type.Optional(nullable(Text)),
  contacts: Type.Optional(nullable(Text)),
  reason: Type.Optional(ReasonText),
})

export const DevicesQuery = closed({
  ...PageQuery,
  organisationId: Type.Optional(Id),
  siteId: Type.Optional(Id),
  finding: Type.Optional(oneOf(FINDING_STATES)),
  kind: Type.Optional(oneOf(KINDS)),
  status: Type.Optional(oneOf(STATUSES)),
  notSeen: Type.Optional(
    Type.Boolean({ description: 'Only those that a full inventory of their site did not hold; or only the others.' }),
  ),
})
const deviceFields = {
  id: Type.String(),
  organisationId: Type.String(),
  siteId: Type.String(),
  version: Type.Integer(),
  label: nullableText,
  kind: oneOf(KINDS),
  manufacturer: nullableText,
  model: nullableText,
  serial: nullableText,
  mac: nullableText,
  firmware: nullableText,
  ip: nullableText,
  network: oneOf(NETWORKS),
  internetExposed: nullable(Type.Boolean()),
  recorder: nullableText,
  status: oneOf(STATUSES),
  installedOn: nullable(DayText),
  observedOn: DayText,
  notSeenSince: nullable(DayText),
  finding: oneOf(FINDING_STATES),
  manufacturerId: nullableText,
  inspectedManufacturer: nullableText,
  overriddenUntil: nullable(DayText),
}
export const DevicesReply = pageReply(Type.Object(deviceFields))

const EvidenceReply = Type.Object({
  source: Type.String(),
  manufacturerId: Type.String(),
  standing: Type.String(),
  points: Type.Integer(),
  confidence: oneOf(['high', 'medium', 'low']),
  matched: Type.String(),
  reference: Type.String(),
  says: Type.String(),
})
const FindingReply = Type.Object({
  state: oneOf(FINDING_STATES),
  manufacturerId: nullableText,
  manufacturerName: nullableText,
  how: nullable(oneOf(['by-name'])),
  possibleRelabel: Type.Boolean(),
  confirmed: Type.Boolean({ description: 'Whether the operator has determined the manufacturer.' }),
  says: Type.String(),
  registerVersion: Type.String(),
  evidence: Type.Array(EvidenceReply),
  kev: Type.Array(
    Type.Object({
      cve: Type.String(),
      name: Type.String(),
      addedOn: Type.String({ description: 'When CISA added it to its catalogue.' }),
      usAgenciesDueOn: Type.Optional(nullable(Type.String())),
      says: Type.String(),
      source: Type.String(),
    }),
  ),
})
const PlaceReply = Type.Object({
  location: nullableText,
  lat: nullable(Type.Number()),
  lon: nullable(Type.Number()),
})
export const DeviceReply = Type.Object({
  ...deviceFields,
  place: nullable(PlaceReply),
  latestFinding: nullable(FindingReply),
})

export function siteReply(site: Site, secrets: SiteSecrets): Static<typeof SiteReply> {
  return { ...site, ...secrets, limbs: [...secrets.limbs] }
}

export function deviceReply({ device, place, finding }: OpenedDevice): Static<typeof DeviceReply> {
  const latestFinding = finding ? { ...finding, evidence: [...finding.evidence], kev: [...finding.kev] } : null
  return { ...device, place, latestFinding }
}
