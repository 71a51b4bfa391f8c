import { asCount } from '../../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { getPlan } from '../../planning/get-plan.ts'
import { decidedAgainst, sayDecidedAgainst } from '../../planning/outcome/decided-against.ts'
import { SOON_DAYS, type ListName } from '../targets/deadline.ts'
import { sayLate } from '../targets/say-late.ts'
import { explainOrder } from './explain-order.ts'
import { orderLine } from './order.ts'
import { sayExplained, sayOrders } from './say-order.ts'
import { listOrders } from './store.ts'

interface OrdersOptions {
  readonly plan?: string
  readonly why?: string
  readonly first?: number
  readonly overdue?: true
  readonly contactOverdue?: true
  readonly dueSoon?: true
  readonly days?: number
  readonly json?: true
}

/** Rows read at once: a screen's worth of work for the database, little memory. */
const ROWS = 500

export const plannedOrderCommands: AddCommands = (program, context) => {
  program
    .command('orders')
    .description("list a plan's orders by rank, sensitive sites first; or say why one stands where it does")
    .option('--plan <id>', 'left out: the adopted plan, else the newest')
    .option('--why <leg>', 'why here, why then, for the order of this leg')
    .option('--first <number>', 'only so many', asCount(1_000_000))
    .option('--overdue', 'adopted orders past their planned week or the department’s own target, in place of a plan’s')
    .option('--contact-overdue', 'those whose company was not heard of in time')
    .option('--due-soon', 'those about to be overdue')
    .option('--days <number>', `with --due-soon: how many days ahead; ${SOON_DAYS} if left out`, asCount(366))
    .action((options: OrdersOptions) => {
      const { why: leg, days, first, json } = options
      const late = lateList(options)
      if (late !== undefined) return sayLate(context(), { list: late, days, first, json })
      return leg === undefined ? list(context(), options) : why(context(), options)
    })
}

function lateList({ overdue, contactOverdue, dueSoon }: OrdersOptions): ListName | undefined {
  return overdue ? 'overdue' : contactOverdue ? 'contact-overdue' : dueSoon ? 'due-soon' : undefined
}

async function list({ db, caller, print, width }: CommandContext, { plan, first, json }: OrdersOptions): Promise<void> {
  const { id: planId, summary } = await getPlan(db.read, caller.scope, plan)
  let wanted = first ?? Infinity
  for (let after = 0; wanted > 0;) {
    const orders = await listOrders(db.read, caller.scope, { planId, after, rows: Math.min(ROWS, wanted) })
    if (json) for (const order of orders) print(JSON.stringify(orderLine(order)))
    else for (const line of sayOrders(orders, width, { header: after === 0 })) print(line)
    if (orders.length < ROWS) break
    wanted -= orders.length
    after = orders.at(-1)!.rank
  }
  if (!json) for (const line of sayDecidedAgainst(decidedAgainst(summary.left))) print(`Without an order: ${line}`)
}

async function why(
  { db, caller, print, width }: CommandContext,
  { plan, why: legId = '', json }: OrdersOptions,
): Promise<void> {
  const explained = await explainOrder({ db }, caller, { planId: plan, legId })
  if (!json) return sayExplained(explained, width).forEach((line) => print(line))
  const { order, devices, explanation, crews } = explained
  print(
    JSON.stringify({
      ...orderLine(order),
      kit: devices,
      costLines: order.facts.costLines,
      crews: crews.map(({ orders, ...crew }) => ({ ...crew, legs: orders.map(({ legId: leg }) => leg) })),
      reliefs: explanation.reliefs,
    }),
  )
}
