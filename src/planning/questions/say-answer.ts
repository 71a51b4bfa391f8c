// Answers as a person reads them on a terminal. What was found is said to be found, what is proved to be proved.
import { table, wrap } from '../../cli/output.ts'
import { daysBetween, sayDay, type Day } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import type { Answer } from '../engine/questions/question.ts'
import type { StoredBaselines } from './answer-question.ts'
import { sayObstacle } from './say-obstacle.ts'

type Of<Ask extends Answer['ask']> = Extract<Answer, { ask: Ask }>

const right = 'right' as const

export function sayAnswer(answer: Answer, width: number): string[] {
  switch (answer.ask) {
    case 'frontier':
      return sayFrontier(answer, width)
    case 'least-budget':
      return sayLeastBudget(answer).flatMap((line) => wrap(line, width))
    case 'next-pound':
      return sayNextPound(answer, width)
    case 'cost-of-delay':
      return sayCostOfDelay(answer, width)
    case 'baselines':
      return sayBaselines(answer, width)
  }
}

function sayFrontier({ points, totalPence }: Of<'frontier'>, width: number): string[] {
  const tiers = points[0]?.tiers ?? []
  if (tiers.length === 0) return ['There is no work to plan.']
  const columns = [
    { title: 'All budgets', align: right },
    { title: 'Share', align: right },
    ...tiers.map(({ tier }) => ({ title: `Tier ${tier}` })),
  ]
  const rows = points.map((point) => [
    sayPence(point.totalPence),
    totalPence === 0 ? '–' : `${Math.round((point.totalPence * 100) / totalPence)} %`,
    ...point.tiers.map(({ clearOn }) => shortDay(clearOn)),
  ])
  return [
    ...table(columns, rows, width),
    ...[
      `Clear dates (day/month/year) for these inputs, every budget scaled alike; today's come to ${sayPence(totalPence)}. Each is ` +
        'the best of all plans found with that money or less; – where none clears the tier.',
      'With more than the last sum no plan was found that is better: crews, lead times and years without a budget bind.',
    ].flatMap((line) => wrap(line, width)),
  ]
}

function sayLeastBudget(answer: Of<'least-budget'>): string[] {
  const { asked, totalPence } = answer
  const what = `${asked.tier === 0 ? 'tier 0' : `tiers 0 to ${asked.tier}`} by ${sayDay(asked.by)}`
  switch (answer.outcome) {
    case 'impossible':
      return [`Impossible for these inputs: no sum clears ${what}. ${sayObstacle(answer.obstacle)}`]
    case 'none-found':
      return [
        `None found: no plan was found that clears ${what}, not even with so much money that no budget of a year that has ` +
          'one keeps anything back. That there is none is not proved.',
      ]
    case 'found':
      return [
        `Found: ${sayPence(answer.leastPence)} in all clear ${what}, every budget scaled alike; today's come to ${sayPence(totalPence)}.`,
        ...(answer.noneFoundPence === null
          ? []
          : [`None found with ${sayPence(answer.noneFoundPence)}; that so much cannot do is not proved.`]),
        ...(answer.impossibleBelow === null
          ? []
          : [
              `Impossible for these inputs with less than ${sayPence(answer.impossibleBelow.pence)}. ` +
                `With a penny less: ${sayObstacle(answer.impossibleBelow.obstacle)}`,
            ]),
      ]
  }
}

function sayNextPound({ bought, stepPence }: Of<'next-pound'>, width: number): string[] {
  const rows = bought.flatMap(({ extra: { fundId, financialYear }, tiers }) => {
    const moved = tiers.filter(({ exposureDaysFewer, estimatedDaysFewer, clearOn, clearOnWithMore }) => {
      return exposureDaysFewer !== 0 || (estimatedDaysFewer ?? 0) !== 0 || clearOn !== clearOnWithMore
    })
    if (moved.length === 0) return [[fundId, financialYear, '', '', '', 'nothing']]
    return moved.map(({ tier, estimatedDaysFewer, exposureDaysFewer, clearOn, clearOnWithMore }) => [
      fundId,
      financialYear,
      String(tier),
      estimatedDaysFewer === null ? '–' : sayDays(estimatedDaysFewer),
      sayDays(exposureDaysFewer),
      sayMoved(clearOn, clearOnWithMore),
    ])
  })
  const columns = [
    { title: 'Fund' },
    { title: 'Year' },
    { title: 'Tier', align: right },
    { title: 'Estimated', align: right },
    { title: 'Confirmed', align: right },
    { title: 'Clear' },
  ]
  const what = `${sayPence(stepPence)} more in one year of one fund`
  if (bought.length === 0) return [`${what} would buy nothing: no work draws on a fund that has a limit.`]
  return [
    ...table(columns, rows, width),
    ...wrap(
      `Exposure-days fewer for ${what}, for these inputs. Estimated: the price of the tier, with the tiers above it as they ` +
        'are; best for little money, too much for a lot. Confirmed: a plan made from the present one has it, so that it is ' +
        'the least that the money gives. Negative: the tier gives way to a more urgent one that gains.',
      width,
    ),
  ]
}

function sayCostOfDelay({ onTime, delays }: Of<'cost-of-delay'>, width: number): string[] {
  if (onTime.length === 0) return ['There is no work to plan.']
  const rows = delays.flatMap(({ weeks, startOn, tiers }) => {
    const start = [count(weeks, 'week'), shortDay(startOn)]
    if (tiers === null) return [[...start, '', '', 'nothing of the horizon is left']]
    return tiers.map(({ tier, exposureDaysMore, clearOn }, i) => [
      ...(i === 0 ? start : ['', '']),
      String(tier),
      sayDays(exposureDaysMore),
      sayMoved(onTime[i]?.clearOn ?? null, clearOn),
    ])
  })
  const columns = [
    { title: 'Later by' },
    { title: 'Start' },
    { title: 'Tier', align: right },
    { title: 'More exposure-days', align: right },
    { title: 'Clear' },
  ]
  return [
    ...table(columns, rows, width),
    ...wrap(
      'Plans found for these inputs, with the same end; the budgets of years gone by are lost. Negative: the tier gains by ' +
        'what a more urgent one loses.',
      width,
    ),
  ]
}

function sayBaselines({ tiers }: Of<'baselines'>, width: number): string[] {
  if (tiers.length === 0) return ['There is no work to plan.']
  const columns = [
    { title: 'Tier' },
    { title: 'Planned', align: right },
    { title: 'Clear' },
    { title: 'Waiting', align: right },
    { title: 'Clear' },
    { title: 'No upgrade', align: right },
  ]
  const rows = tiers.map((of) => [
    String(of.tier),
    sayDays(of.plannedDays),
    shortDay(of.plannedClearOn),
    sayDays(of.waitingDays),
    shortDay(of.waitingClearOn),
    String(of.undatedJobs),
  ])
  return [
    ...table(columns, rows, width),
    ...wrap(
      'Exposure-days as planned, and if every job waited for its funded upgrade; jobs without one count to the end of the ' +
        'horizon and a week.',
      width,
    ),
  ]
}

export function sayStoredBaselines({ exposure }: StoredBaselines, width: number): string[] {
  const { plannedMillis, waitMillis, disconnectOnlyMillis, removeOnlyMillis } = exposure
  const row = (what: string, millis: number): string[] => [
    what,
    sayDays(millis / 1000),
    sayDays((millis - plannedMillis) / 1000),
  ]
  const columns = [
    { title: 'Baseline' },
    { title: 'Exposure-days', align: right },
    { title: 'More than planned', align: right },
  ]
  return [
    '',
    ...table(
      columns,
      [
        row('the plan', plannedMillis),
        row('waiting for funded upgrades', waitMillis),
        row('disconnecting only', disconnectOnlyMillis),
        row('removing without replacing', removeOnlyMillis),
      ],
      width,
    ),
    ...wrap(
      'Of disconnections, replacements and removals, and of kit that stays by decision. Removing without replacing: no kit ' +
        'to wait for or to pay, at the prices of the plan; a negative figure is what the replacements cost in time.',
      width,
    ),
  ]
}

function sayMoved(before: Day | null, after: Day | null): string {
  if (before === after) return after === null ? 'still no date' : `${sayDay(after)}, as now`
  if (before === null || after === null)
    return after === null ? 'no date any more' : `${sayDay(after)}, for the first time`
  const days = daysBetween(after, before)
  return `${sayDay(after)}, ${count(Math.abs(days), 'day')} ${days > 0 ? 'earlier' : 'later'}`
}

function sayDays(days: number): string {
  return Math.round(days).toLocaleString('en-GB')
}

/** Eight tiers have to stand side by side. */
function shortDay(of: Day | null): string {
  if (of === null) return '–'
  const [year, month, day] = of.split('-')
  return `${day}/${month}/${year?.slice(2)}`
}
