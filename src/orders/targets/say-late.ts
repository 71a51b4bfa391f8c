// What is late or about to be, on one screen.
import type { CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { count } from '../../shared/text.ts'
import { SOON_DAYS, type ListName } from './deadline.ts'
import { countLate, listLate, type Place } from './list-late.ts'

export interface SayLate {
  readonly list: ListName
  readonly days?: number | undefined
  readonly first?: number | undefined
  readonly json?: true | undefined
}

/** As many as are read at once. */
const ROWS = 500

type Line = Awaited<ReturnType<typeof listLate>>[number]['line']

export async function sayLate(
  { db, clock, caller, print, width }: CommandContext,
  { list, days: soonDays = SOON_DAYS, first, json }: SayLate,
): Promise<void> {
  const at = { now: clock.now(), soonDays }
  let wanted = first ?? Infinity
  for (let after: Place | null = null; wanted > 0;) {
    const rows = Math.min(ROWS, wanted)
    const found = await listLate(db.read, caller.scope, { ...at, list, after, rows })
    const lines = found.map(({ line }) => line)
    if (json) for (const line of lines) print(JSON.stringify(line))
    else for (const line of sayLines(lines, width, after === null)) print(line)
    if (found.length < rows) break
    wanted -= rows
    after = found.at(-1)!.place
  }
  if (json) return
  const { open, lists } = await countLate(db.read, caller.scope, at)
  const sums = lists.map(({ list: name, orders, excepted }) => {
    return `${name.replaceAll('-', ' ')} ${orders}${excepted > 0 ? ` (${excepted} excepted)` : ''}`
  })
  print(`Of ${count(open, 'open order')}: ${sums.join(', ')}.`)
}

function sayLines(lines: readonly Line[], width: number, header: boolean): string[] {
  const right = 'right' as const
  const columns = [
    ...[
      { title: 'Order' },
      { title: 'Rank', align: right },
      { title: 'Action' },
      { title: 'Site' },
      { title: 'State' },
    ],
    ...[{ title: 'Week of' }, { title: 'Target' }, { title: 'How it stands' }],
  ]
  const rows = lines.map((line) => [
    ...[line.ref, String(line.rank), line.action, line.site.code, line.state],
    ...[line.weekOn ?? '–', line.target?.dueOn ?? '–', sayStanding(line)],
  ])
  const said = table(columns, rows, width)
  return header ? said : said.slice(1)
}

function sayStanding({ overdue, contactOverdue, daysLeft, target, exception }: Line): string {
  const said = [
    ...overdue.map((what) => `past its ${what}`),
    ...(contactOverdue ? ['company not heard of'] : []),
    ...(overdue.length === 0 && daysLeft !== null ? [`${count(daysLeft, 'day')} left`] : []),
    ...(target ? [target.whose] : []),
    ...(exception ? [`excepted until ${exception.untilOn}`] : []),
  ]
  return said.join('; ')
}
