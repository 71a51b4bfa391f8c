// Orders as a person reads them: the list on one screen, and one order's full reasons.
import type { ReleasedBy } from '../../planning/problem/site-dates.ts'
import { table, wrap } from '../../cli/output.ts'
import { sayForce } from '../../directive/treat.ts'
import { sayDay } from '../../shared/day.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import type { ExplainedOrder } from './explain-order.ts'
import { reasonsOf, sayBindingShort, sayCrew, sayRelief, type PlannedOrder } from './order.ts'

/** One line an order, wrapped within its last column. */
export function sayOrders(orders: readonly PlannedOrder[], width: number, { header }: { header: boolean }): string[] {
  const right = 'right' as const
  const columns = [
    { title: 'Rank', align: right },
    { title: 'Seq', align: right },
    { title: 'Tier', align: right },
    { title: 'Clause' },
    { title: 'Action' },
    { title: 'Site' },
    { title: 'Kit', align: right },
    { title: 'Cost', align: right },
    { title: 'Week of' },
    { title: 'Why then' },
  ]
  const lines = table(columns, orders.map(row), width)
  return header ? lines : lines.slice(1)
}

function row(order: PlannedOrder): string[] {
  const { rank, sequence, tier, clause, action, state, site, organisation, deviceCount, costPence, weekOn } = order
  return [
    String(rank),
    sequence === null ? '–' : String(sequence),
    String(tier),
    sayForce(clause, organisation.standing).replace('own decision, following', 'own,'),
    state === 'proposed' ? `${action} (proposed)` : action,
    site.code,
    String(deviceCount),
    costPence === 0 ? '–' : sayPence(costPence),
    weekOn ?? '–',
    whyThen(order),
  ]
}

/** The constraint that held it last; for the first weeks, that nothing did. */
function whyThen({ weekOn, facts }: PlannedOrder): string {
  if (weekOn === null)
    return facts.waitsUntilOn ? `upgrade ${facts.waitsUntilOn}` : (facts.unplaced ?? 'not planned').replaceAll('-', ' ')
  const last = facts.binding.at(-1)
  return last === undefined ? 'at once' : sayBindingShort(last, facts.releasedBy)
}

/** "Why here, why then": reasons, kit with its evidence, cost lines with their sources, what would bring it forward. */
export function sayExplained({ order, plan, devices, explanation, crews }: ExplainedOrder, width: number): string[] {
  const { site, organisation, action, rank, sequence, costPence, facts } = order
  const paragraph = (text: string): string[] => wrap(text, width - 2).map((line) => `  ${line}`)
  const cost = facts.costLines.map(({ what, why, quantity, unit, pricePence, pence, vatPence, source, asOf }) => {
    const each = `${count(quantity, unit)}${unit === 'minute' ? ` at ${sayPence(pricePence)} an hour` : ` at ${sayPence(pricePence)}`}`
    const vat = vatPence > 0 ? `, ${sayPence(vatPence)} VAT in it` : ''
    return `${sayPence(pence)}: ${what}, ${each}${vat} (${source}; ${sayDay(asOf)})${why ? `. ${why}` : ''}`
  })
  const kit = devices.map(({ label, kind, manufacturer, model, network, says }) => {
    return [label ?? '–', kind, [manufacturer, model].filter(Boolean).join(' ') || '–', network, says]
  })
  return [
    `${action} at ${site.code} ${site.name === site.code ? '' : `(${site.name}) `}of ${organisation.name}, ${site.sensitivity}`,
    `Rank ${rank}, sequence ${sequence ?? 'none'}, leg ${order.legId}`,
    ...reasonsOf(order).flatMap(paragraph),
    ...(crews.length > 0 ? ['Who holds the crews, the most urgent first:'] : []),
    ...crews.flatMap((crew) => paragraph(sayCrew(crew))),
    ...sayReliefs(explanation, facts.releasedBy).flatMap((line, i) => (i === 0 ? [line] : paragraph(line))),
    ...(cost.length > 0 ? [`Cost ${sayPence(costPence)}:`] : []),
    ...cost.flatMap(paragraph),
    ...(kit.length > 0
      ? table(
          [{ title: 'Device' }, { title: 'Kind' }, { title: 'Make' }, { title: 'Network' }, { title: 'Finding' }],
          kit,
          width,
        )
      : []),
    `Made with register ${plan.registerVersion}, directive ${plan.directiveVersion}, ${plan.catalogueVersion}, engine ${plan.engineVersion}.`,
  ]
}

/** Nothing is said of an order that nothing holds back. */
function sayReliefs(
  { state, reliefs, binding }: ExplainedOrder['explanation'],
  releasedBy: ReleasedBy | undefined,
): string[] {
  if (reliefs.length > 0) {
    return ['What would bring it forward, each by itself:', ...reliefs.map((relief) => sayRelief(relief, releasedBy))]
  }
  const last = binding.at(-1)
  if (state !== 'assigned' || last === undefined) return []
  const further = last.kind === 'after' ? ` The leg before it, ${last.ref}, has reasons of its own.` : ''
  return [`Nothing by itself would bring it forward.${further}`]
}
