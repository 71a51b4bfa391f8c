// What recognition says of the estate's devices, with its evidence: the list that a person checks before anyone plans.
import type { Scope } from '../access/scope.ts'
import { table } from '../cli/output.ts'
import type { Reads } from '../db/database.ts'
import type { Finding } from '../register/recognise.ts'
import { sayDay } from '../shared/day.ts'
import { count } from '../shared/text.ts'
import { FINDING_STATES, type FindingState } from '../shared/vocabulary.ts'
import type { Device } from './device.ts'
import { listDevices, listLatestFindings, listOrganisations, listSites } from './store.ts'

export interface FoundDevice {
  readonly device: Device
  readonly organisation: string
  readonly siteCode: string
  /** Absent only if nobody has looked yet. */
  readonly finding: Finding | undefined
}

/** The devices of the state that are not gone, in the order of their making. Four queries, whatever their number. */
export async function listFindings(q: Reads, scope: Scope, state: FindingState): Promise<FoundDevice[]> {
  const devices = (await listDevices(q, scope, { finding: state })).filter(({ status }) => !GONE.includes(status))
  const findings = await listLatestFindings(
    q,
    scope,
    devices.map(({ id }) => id),
  )
  const sites = new Map((await listSites(q, scope)).map((site) => [site.id, site.code]))
  const organisations = new Map((await listOrganisations(q, scope)).map(({ id, name }) => [id, name]))
  return devices.map((device) => ({
    device,
    organisation: organisations.get(device.organisationId) ?? '',
    siteCode: sites.get(device.siteId) ?? '',
    finding: findings.get(device.id),
  }))
}

const GONE: readonly string[] = ['removed', 'desired', 'void']

/** How many devices there are of each state, for those who asked for another one. */
export async function countFindings(q: Reads, scope: Scope): Promise<Record<FindingState, number>> {
  const counts = { flagged: 0, review: 0, unknown: 0, cleared: 0 }
  for (const { finding, status } of await listDevices(q, scope)) if (!GONE.includes(status)) counts[finding]++
  return counts
}

export function sayFindings(
  found: readonly FoundDevice[],
  counts: Readonly<Record<FindingState, number>>,
  width: number,
): string[] {
  const rows = found.map(({ device, organisation, siteCode, finding }) => [
    organisation,
    siteCode,
    device.label ?? device.serial ?? device.mac ?? '–',
    device.kind,
    [device.manufacturer, device.model].filter(Boolean).join(' ') || '–',
    sayFinding(device, finding),
  ])
  const columns = ['Organisation', 'Site', 'Device', 'Kind', 'Make', 'Finding'].map((title) => ({ title }))
  const sums = FINDING_STATES.map((state) => `${counts[state].toLocaleString('en-GB')} ${state}`)
  return [
    ...(rows.length > 0 ? [...table(columns, rows, width), ''] : []),
    `${count(
      FINDING_STATES.reduce((sum, state) => sum + counts[state], 0),
      'device',
    )}: ${sums.join(', ')}.`,
  ]
}

/** What recognition says, and before it the word of a person, which counts. Vulnerabilities are a fact beside both. */
function sayFinding({ finding: state, overriddenUntil }: Device, finding: Finding | undefined): string {
  const says = [finding?.says ?? '', ...sayKnownExploited(finding?.kev ?? [])].join(' ')
  return overriddenUntil === null ? says : `By hand ${state} until ${sayDay(overriddenUntil)}. By recognition: ${says}`
}

/** One or two are named; --json has all, with their days. */
function sayKnownExploited(kev: Finding['kev']): string[] {
  if (kev.length === 0) return []
  const [first, second] = kev.map(({ cve }) => cve)
  const others = kev.length > 2 ? ` and ${kev.length - 1} more` : second === undefined ? '' : ` and ${second}`
  return [`Possibly affected by ${first}${others}, known to be exploited.`]
}

/** What `flag --json` prints, a line each. */
export function findingLine({ device, organisation, siteCode, finding }: FoundDevice) {
  const { label, kind, manufacturer, model, serial, mac, network, status } = device
  return {
    organisation,
    site: siteCode,
    device: label,
    kind,
    manufacturer,
    model,
    serial,
    mac,
    network,
    status,
    finding: device.finding,
    manufacturerId: device.manufacturerId,
    overriddenUntil: device.overriddenUntil,
    possibleRelabel: finding?.possibleRelabel ?? false,
    evidence: finding?.evidence ?? [],
    kev: finding?.kev ?? [],
    says: finding?.says ?? null,
    registerVersion: finding?.registerVersion ?? null,
  }
}
