// What recognition says of the estate's devices, with its evidence: the list that a person checks before anyone plans.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Scope } from '../access/scope.ts'
import type { CommandContext } from '../cli/command.ts'
import { growingTable } from '../cli/output.ts'
import type { Reads } from '../db/database.ts'
import type { Finding } from '../register/recognise.ts'
import { sayDay } from '../shared/day.ts'
import { count } from '../shared/text.ts'
import { FINDING_STATES, type FindingState, type Status } from '../shared/vocabulary.ts'
import type { Device } from './device.ts'
import { countStates, listLatestFindings } from './findings/store.ts'
import { listDevices, listOrganisations, listSites } from './store.ts'

export interface FoundDevice {
  readonly device: Device
  readonly organisation: string
  readonly siteCode: string
  /** Absent only if nobody has looked yet. */
  readonly finding: Finding | undefined
}

/** Some ten megabytes. */
const DEVICES_AT_ONCE = 5000

/**
 * The devices of the state that are not gone, a part at a time, in the order of their making. Ask within a snapshot. Lets others
 * have their turn: a server does it for whoever asks on the command line.
 */
export async function* eachFinding(q: Reads, scope: Scope, state: FindingState): AsyncGenerator<FoundDevice[]> {
  const sites = new Map((await listSites(q, scope)).map((site) => [site.id, site.code]))
  const organisations = new Map((await listOrganisations(q, scope)).map(({ id, name }) => [id, name]))
  const texts = new Map<string, Finding>()
  for (let after: string | null = ''; after !== null;) {
    const part: Device[] = await listDevices(q, scope, { finding: state }, { after, limit: DEVICES_AT_ONCE })
    const devices = part.filter(({ status }) => !GONE.includes(status))
    const ids = devices.map(({ id }) => id)
    const findings = await listLatestFindings(q, scope, ids, texts)
    yield devices.map((device) => ({
      device,
      organisation: organisations.get(device.organisationId) ?? '',
      siteCode: sites.get(device.siteId) ?? '',
      finding: findings.get(device.id),
    }))
    await nextTurn()
    after = part.length < DEVICES_AT_ONCE ? null : part.at(-1)!.id
  }
}

const GONE: readonly Status[] = ['removed', 'desired', 'void']

/** How many devices there are of each state, for those who asked for another one. */
export function countFindings(q: Reads, scope: Scope): Promise<Record<FindingState, number>> {
  return countStates(q, scope, GONE)
}

const COLUMNS = ['Organisation', 'Site', 'Device', 'Kind', 'Make', 'Finding'].map((title) => ({ title }))

/** Prints what there is of the state as it is read; the columns are as wide as the first part wants. */
export async function printFindings(
  parts: AsyncIterable<readonly FoundDevice[]>,
  { print, width }: Pick<CommandContext, 'print' | 'width'>,
): Promise<void> {
  let grown: ReturnType<typeof growingTable> | undefined
  for await (const part of parts) {
    const rows = part.map(rowOf)
    if (rows.length === 0) continue
    if (!grown) {
      grown = growingTable(COLUMNS, rows, width)
      grown.header.forEach(print)
    }
    for (const row of rows) grown.linesOf(row).forEach(print)
  }
  if (grown) print('')
}

export function sayCounts(counts: Readonly<Record<FindingState, number>>): string {
  const sums = FINDING_STATES.map((state) => `${counts[state].toLocaleString('en-GB')} ${state}`)
  const devices = FINDING_STATES.reduce((sum, state) => sum + counts[state], 0)
  return `${count(devices, 'device')}: ${sums.join(', ')}.`
}

function rowOf({ device, organisation, siteCode, finding }: FoundDevice): string[] {
  return [
    organisation,
    siteCode,
    device.label ?? device.serial ?? device.mac ?? '–',
    device.kind,
    [device.manufacturer, device.model].filter(Boolean).join(' ') || '–',
    sayFinding(device, finding),
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
