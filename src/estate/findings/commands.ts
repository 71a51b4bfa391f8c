import { Argument, Option } from 'commander'
import { approveRequest, secondPerson } from '../../access/requests/decide-request.ts'
import { asDay } from '../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { currentRegister } from '../../register/determinations/current-register.ts'
import { findMaker } from '../../register/determinations/determine.ts'
import type { Register } from '../../register/register.ts'
import { dayOf, sayDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import {
  FINDING_STATES,
  KINDS,
  NETWORKS,
  OVERRIDE_CHOICES,
  type FindingState,
  type Kind,
  type OverrideChoice,
} from '../../shared/vocabulary.ts'
import { loadOrganisations } from '../load-estate.ts'
import { clearManyDevices, overrideDevices, unknownDevice } from './overrides/override-devices.ts'
import type { DeviceWords, HeldDevice } from './overrides/override.ts'
import type { ReEvaluation } from './re-evaluate.ts'
import { recordSurvey, type Seen } from './record-survey.ts'
import { overrideReply, surveyedReply } from './schema.ts'
import { devicesById, devicesNamed, listOverrides } from './store.ts'
import { withdrawOverride } from './overrides/withdraw-override.ts'

interface OverrideOptions {
  readonly finding?: FindingState
  readonly kind?: Kind
  readonly manufacturer?: string
  readonly model?: string
  readonly reason: string
  readonly evidence: string
  readonly until: Day
  readonly approvedBy?: string
  readonly json?: true
}

interface SurveyOptions extends Seen {
  readonly by?: string
  readonly on?: Day
  readonly note?: string
  readonly json?: true
}

export function findingCommandsWith(shipped: () => Register): AddCommands {
  return (program, context) => {
    program
      .command('override')
      .description('confirm, clear or flag devices by hand: people decide last, and until a day')
      .addArgument(new Argument('<choice>', 'what is decided').choices(OVERRIDE_CHOICES))
      .argument('[device...]', 'label, serial, MAC or id; SITE/LABEL where several have it')
      .addOption(new Option('--finding <state>', 'all of this finding').choices(FINDING_STATES))
      .addOption(new Option('--kind <kind>', 'all of this kind').choices(KINDS))
      .option('--manufacturer <name>', 'all of this manufacturer, as recognition has it')
      .option('--model <model>', 'all of this model')
      .requiredOption('--reason <text>', 'why; it stays on record')
      .requiredOption('--evidence <text>', 'what it rests on: words, a reference, the SHA-256 of a file you keep')
      .requiredOption('--until <day>', 'when it ends, within a year', asDay)
      .option('--approved-by <token>', 'of an approver, for clearing several: it needs two people')
      .action((choice: OverrideChoice, devices: string[], options: OverrideOptions) =>
        override(context(), shipped(), { ...options, choice, devices }),
      )

    program
      .command('overrides')
      .description('list what people decided on devices')
      .option('--lapsed', 'those that have ended or were withdrawn: to be decided again')
      .option('--json', 'print one object a decision, each on a line')
      .action((options: { lapsed?: true; json?: true }) => listAll(context(), options))

    program
      .command('withdraw-override')
      .description('take back what was decided on a device: what recognition says of it counts again')
      .argument('<device>', 'label, serial, MAC or id; SITE/LABEL where several have it')
      .requiredOption('--reason <text>', 'why; it stays on record')
      .action((device: string, options: { reason: string; json?: true }) => withdraw(context(), device, options))

    program
      .command('re-evaluate')
      .description('recognise every device anew, with the register as it was determined by now')
      .option('--dry-run', 'show which findings would change and why, and save nothing')
      .option('--json', 'print JSON')
      .action((options: { dryRun?: true; json?: true }) => reEvaluate(context(), options))

    program
      .command('survey-result')
      .description('record what somebody saw who stood before a device; it is recognised anew at once')
      .argument('<device>', 'label, serial, MAC or id; SITE/LABEL where several have it')
      .option('--manufacturer <name>', 'whose equipment it is, by what is in or on it')
      .option('--model <model>', 'as it is marked')
      .option('--serial <serial>', 'as it is marked')
      .option('--mac <mac>', 'as it is marked')
      .option('--firmware <version>', 'as it answers')
      .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS))
      .addOption(new Option('--network <network>', 'what it is connected to').choices(NETWORKS))
      .option('--note <text>', 'what else was seen')
      .option('--by <name>', 'who was there; you, if left out')
      .option('--on <day>', 'when; today, if left out', asDay)
      .action((device: string, options: SurveyOptions) => surveyResult(context(), shipped(), { ...options, device }))
  }
}

async function override(
  context: CommandContext,
  shipped: Register,
  options: OverrideOptions & { readonly choice: OverrideChoice; readonly devices: readonly string[] },
): Promise<void> {
  const { caller, print } = context
  const { choice, devices: names, reason, evidence, until, approvedBy, json } = options
  const asking = { token: approvedBy ?? '', asker: caller }
  const second = approvedBy === undefined ? undefined : await secondPerson(context, clearManyDevices, asking)
  const words = wordsOf(shipped, options)
  if (names.length > 0 === Object.keys(words).length > 0) {
    const message = 'A decision is either for the devices named or for all that fit.'
    throw new Failure('which-devices', message, 'Name devices, or give --finding, --kind, --manufacturer or --model.')
  }
  const devices = names.length === 0 ? words : await idsOf(context, names)
  const done = await overrideDevices(context, caller, { devices, choice, reason, evidence, untilOn: until })
  if ('overrides' in done) {
    if (json) return done.overrides.forEach((one) => print(JSON.stringify(overrideReply(one))))
    const decided = { confirm: 'confirmed', clear: 'cleared', flag: 'flagged' }[choice]
    return print(
      `${count(done.overrides.length, 'device')} ${decided} by hand until ${sayDay(until)}. Plan again: lenscap plan`,
    )
  }
  const { id, says } = done.request
  if (second) {
    await approveRequest(context, [clearManyDevices], { caller: second, id, reason: 'Approved at the command line.' })
  }
  if (json) return print(JSON.stringify({ request: id, approved: second !== undefined }))
  print(
    second
      ? `Recorded, with a second person: ${says}`
      : `Asked, as request ${id}: it counts when an approver approves it (POST /api/v1/requests/${id}/approve).`,
  )
}

function wordsOf(shipped: Register, { finding, kind, manufacturer, model }: OverrideOptions): DeviceWords {
  return {
    ...(finding !== undefined && { finding }),
    ...(kind !== undefined && { kind }),
    ...(manufacturer !== undefined && { manufacturerId: findMaker(shipped, manufacturer).id }),
    ...(model !== undefined && { model }),
  }
}

async function idsOf(context: CommandContext, names: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const name of names) ids.push((await deviceNamed(context, name)).id)
  return [...new Set(ids)]
}

/** Throws `unknown-device`, `several-devices`. */
async function deviceNamed({ db, caller: { scope } }: CommandContext, name: string): Promise<HeldDevice> {
  const whole = await devicesNamed(db.read, scope, name)
  const at = name.indexOf('/')
  const found =
    whole.length > 0 || at < 1 ? whole : await devicesNamed(db.read, scope, name.slice(at + 1), name.slice(0, at))
  if (found.length > 1) {
    const sites = found.map(({ siteCode, label, id }) => `${siteCode}/${label ?? id}`)
    const hint = `Say which: ${[...new Set(sites)].slice(0, 5).join(', ')}; or give its id.`
    throw new Failure('several-devices', `"${name}" names ${found.length} devices.`, hint)
  }
  if (!found[0]) throw unknownDevice(name)
  return found[0]
}

async function listAll(
  { db, clock, caller: { scope }, print, width }: CommandContext,
  { lapsed, json }: { lapsed?: true; json?: true },
): Promise<void> {
  const filter = { state: lapsed ? ('lapsed' as const) : ('in-force' as const) }
  const asked = { filter, today: dayOf(clock.now()), rows: Number.MAX_SAFE_INTEGER }
  const found = await listOverrides(db.read, scope, asked)
  if (json) return found.forEach((one) => print(JSON.stringify(overrideReply(one))))
  const ids = found.map(({ deviceId }) => deviceId)
  const devices = new Map((await devicesById(db.read, scope, ids)).map((device) => [device.id, device]))
  const columns = ['Organisation', 'Site', 'Device', 'Counts as', 'Until', 'Reason'].map((title) => ({ title }))
  const organisations = new Map((await loadOrganisations(db.read, scope)).map(({ id, name }) => [id, name]))
  const rows = found.map(({ deviceId, organisationId, state, untilOn, reason }) => {
    const device = devices.get(deviceId)
    return [
      organisations.get(organisationId) ?? '',
      device?.siteCode ?? '',
      device?.label ?? deviceId,
      state,
      sayDay(untilOn),
      reason,
    ]
  })
  if (rows.length > 0) for (const line of table(columns, rows, width)) print(line)
  print(
    lapsed ? `${count(found.length, 'decision')} to be made again.` : `${count(found.length, 'decision')} in force.`,
  )
}

async function withdraw(
  context: CommandContext,
  name: string,
  { reason, json }: { reason: string; json?: true },
): Promise<void> {
  const { db, clock, caller, print } = context
  const { id: deviceId, label } = await deviceNamed(context, name)
  const asked = { filter: { deviceId, state: 'in-force' as const }, today: dayOf(clock.now()), rows: 1 }
  const [override] = await listOverrides(db.read, caller.scope, asked)
  if (!override) {
    const hint = '"lenscap overrides" lists those that are.'
    throw new Failure('no-override', `No decision on ${label ?? deviceId} is in force.`, hint)
  }
  const withdrawn = await withdrawOverride(context, caller, { id: override.id, reason })
  if (json) return print(JSON.stringify(overrideReply(withdrawn)))
  const [device] = await devicesById(db.read, caller.scope, [deviceId])
  print(`${label ?? deviceId} counts as ${device!.finding} again, as recognition has it. Plan again: lenscap plan`)
}

/** A person looks through a few dozen; what changes its state comes first. */
const CHANGES_SHOWN = 50

async function reEvaluate(
  { runJob, print, width }: CommandContext,
  { dryRun = false, json }: { dryRun?: boolean; json?: true },
): Promise<void> {
  const result = await runJob<ReEvaluation>('re-evaluate', { dryRun })
  if (json) return print(JSON.stringify(result))
  const { devices, changed, stamped, sums, changes, registerVersion } = result
  const columns = ['Organisation', 'Site', 'Device', 'From', 'To', 'Why'].map((title) => ({ title }))
  const rows = changes.slice(0, CHANGES_SHOWN).map(({ organisation, siteCode, label, deviceId, from, to, ...said }) => {
    const why = said.overridden ? `${said.now} A person’s word counts all the same.` : said.now
    return [organisation, siteCode, label ?? deviceId, from, to, why]
  })
  if (rows.length > 0) for (const line of table(columns, rows, width)) print(line)
  if (changed > rows.length) print(`… and ${count(changed - rows.length, 'more', 'more')}; --json lists them.`)
  if (rows.length > 0) print('')
  for (const { from, to, devices: n } of sums) print(`${from} → ${to}: ${count(n, 'device')}`)
  const done = dryRun ? 'would change' : 'changed'
  print(`${count(changed, 'finding')} of ${count(devices, 'device')} ${done}, with the register ${registerVersion}.`)
  if (dryRun && stamped > 0) print('Apply it: lenscap re-evaluate')
  else if (!dryRun && changed > 0) print('Plan again: lenscap plan')
}

async function surveyResult(
  context: CommandContext,
  shipped: Register,
  { device, by, on, note, json, ...seen }: SurveyOptions & { readonly device: string },
): Promise<void> {
  const { db, clock, caller, print } = context
  const today = dayOf(clock.now())
  const register = await currentRegister(db.read, shipped, today)
  const { id } = await deviceNamed(context, device)
  const survey = { deviceId: id, seen, note, surveyedOn: on ?? today, surveyedBy: by ?? caller.name }
  const surveyed = await recordSurvey(context, register, { caller, survey })
  if (json) return print(JSON.stringify(surveyedReply(surveyed)))
  print(surveyed.finding.says)
  const { overriddenUntil } = surveyed
  if (overriddenUntil !== null) print(`A person's word counts all the same, until ${sayDay(overriddenUntil)}.`)
}
