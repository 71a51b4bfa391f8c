// A memorandum as a person reads it: marked at both ends, with room for the decision.
import { table, wrap } from '../../cli/output.ts'
import { sayDay, type Day } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import type { Choice } from '../../shared/vocabulary.ts'
import type { Drafted } from './draft-memorandum.ts'
import type { OptionTotal, SiteMemorandum } from './memorandum.ts'
import type { Option } from './options.ts'

const DOES: Readonly<Record<Choice, string>> = {
  'replace-now': 'replace, not waiting for an upgrade',
  'with-upgrade': 'leave it until the scheduled upgrade',
  'remove-not-replace': 'remove it, and put nothing in its place',
  'isolate-and-keep': 'take it off the network, and keep it',
  not: 'keep it; this takes two people',
}

export function sayMemorandum({ hash, memorandum }: Drafted, width: number): string[] {
  const { marking, draftedOn, clauses, sites, totals, versions } = memorandum
  const { plan } = versions
  const paragraph = (text: string): string[] => wrap(text, width - 2).map((line) => `  ${line}`)
  return [
    marking,
    `MEMORANDUM FOR A DECISION ON ${count(sites.length, 'SITE', 'SITES')}, drafted on ${sayDay(draftedOn)}`,
    'It says what is known and what each choice would come to. It decides nothing.',
    '',
    ...clauses.flatMap(({ clause, force, words }) => [`${clause}, ${force}:`, ...paragraph(`“${words}”`)]),
    ...sites.flatMap((site) => ['', ...saySite(site, width)]),
    ...(sites.length > 1 ? ['', `ALL ${sites.length} SITES`, ...sayTotals(totals, width)] : []),
    '',
    'Cost is of replacing or removing alone, with all kit bought: what is in stock goes to the most urgent work first.',
    'Exposure-days run from the plan’s start to its horizon; averted is against waiting for the upgrade as it was first',
    'recorded, and against disconnecting only.',
    plan === null
      ? 'There is no plan that you may see: nothing is dated. Make one with lenscap plan.'
      : `Dates are those of plan ${plan.id}, from ${sayDay(plan.startOn)} (${plan.planHash.slice(0, 12)}).`,
    `Register ${versions.register}, directive ${versions.directive}, ${versions.catalogue}.`,
    '',
    'DECISION (for the approver to fill in)',
    ...['Choice', 'Reason', 'Approver', 'To be reviewed on'].map((title) => `  ${title}: ${'_'.repeat(40)}`),
    `  Taken on memorandum ${hash}`,
    marking,
  ]
}

function saySite(site: SiteMemorandum, width: number): string[] {
  const bullets = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => wrap(line, width - 4).map((part, i) => `${i === 0 ? '  · ' : '    '}${part}`))
  const { code, name, organisation, sensitivity, region, force, kit, facts, options, unconfirmed } = site
  const departures = options.flatMap(({ choice, departsFrom }) =>
    departsFrom.map((from) => `${choice} departs from ${from}`),
  )
  return [
    `${code}${name === code ? '' : ` (${name})`} of ${organisation}, ${sensitivity}, ${region ?? 'region not stated'}; ${force}`,
    ...bullets(
      kit.map(({ kind, maker, finding, network, devices }) => {
        return `${count(devices, 'device')}: ${kind}, ${maker ?? 'maker not established'}, ${finding}, network ${network}`
      }),
    ),
    ...(kit.length === 0 ? ['  · No equipment in place.'] : []),
    ...bullets(facts),
    ...table(COLUMNS, options.map(optionRow), width),
    ...bullets(departures),
    ...(unconfirmed.length > 0 ? ['Not confirmed:', ...bullets(unconfirmed)] : []),
  ]
}

const right = 'right' as const
const COLUMNS = [
  { title: 'Choice' },
  { title: 'Cost', align: right },
  { title: 'Clear' },
  { title: 'Exposure-days', align: right },
  { title: 'Averted: waiting', align: right },
  { title: 'Disconnect', align: right },
  { title: 'What it does' },
]

function optionRow({ choice, costPence, doneOn, when, exposureMillis, avertedMillis }: Option): string[] {
  return [
    choice,
    costPence === 0 ? '–' : sayPence(costPence),
    sayWhen(doneOn, when),
    sayDays(exposureMillis),
    sayDays(avertedMillis?.waiting ?? null),
    sayDays(avertedMillis?.disconnectOnly ?? null),
    DOES[choice],
  ]
}

function sayWhen(doneOn: Day | null, when: Option['when']): string {
  switch (when) {
    case 'never':
      return 'never'
    case 'not-planned':
      return 'not planned yet'
    case 'no-upgrade-to-wait-for':
      return 'no upgrade counts'
    case 'nothing-flagged':
      return 'nothing flagged'
    case 'planned':
    case 'upgrade':
      return doneOn ?? 'no date'
    case 'as-the-plan-has-the-other':
      return doneOn === null ? 'no date' : `by ${doneOn}`
  }
}

function sayTotals(totals: readonly OptionTotal[], width: number): string[] {
  const rows = totals.map(({ choice, costPence, doneOn, exposureMillis, departing }) => [
    choice,
    costPence === 0 ? '–' : sayPence(costPence),
    doneOn ?? 'not all',
    sayDays(exposureMillis),
    departing === 0 ? '' : `departs from K1 at ${count(departing, 'site')}`,
  ])
  const titles = [{ title: 'Choice' }, { title: 'Cost', align: right }, { title: 'Clear' }]
  return table([...titles, { title: 'Exposure-days', align: right }, { title: '' }], rows, width)
}

function sayDays(millis: number | null): string {
  return millis === null ? '–' : Math.round(millis / 1000).toLocaleString('en-GB')
}
