import type { Command } from 'commander'
import type { CommandContext } from '../../../cli/command.ts'
import { table } from '../../../cli/output.ts'
import { giveListFile } from '../../../estate/lists/list-files.ts'
import { sayPence } from '../../../shared/money.ts'
import type { Catalogue } from '../catalogue.ts'
import { PURCHASE_COLUMNS, type Purchase } from './purchases.ts'
import { readPurchases } from './store.ts'

export function addPurchases(
  catalogue: Command,
  context: () => CommandContext,
  shipped: () => { readonly catalogue: Catalogue },
): void {
  catalogue
    .command('purchases')
    .description('what a plan has to buy: which models, how many, by the month in which they are delivered')
    .argument('[plan]', 'left out: the adopted plan, else the newest')
    .option('--give <file>', 'write it there as CSV; - prints it')
    .action((plan: string | undefined, options: { give?: string; json?: true }) =>
      show(context(), shipped().catalogue, { ...options, plan }),
    )
}

async function show(
  context: CommandContext,
  shipped: Catalogue,
  { plan, give, json }: { plan: string | undefined; give?: string; json?: true },
): Promise<void> {
  const { db, caller, print, width } = context
  const { planId, purchases } = await db.snapshot((q) => readPurchases(q, caller.scope, { plan, shipped }))
  if (give !== undefined) return giveListFile(context, give, { columns: PURCHASE_COLUMNS, rows: purchases })
  if (json) return purchases.forEach((row) => print(JSON.stringify(row)))
  if (purchases.length === 0) return print(`Plan ${planId} buys nothing.`)
  for (const line of table(COLUMNS, purchases.map(cells), width)) print(line)
  const pence = purchases.reduce((sum, { chargedPence }) => sum + chargedPence, 0)
  print(`${sayPence(pence)} charged to the orders of plan ${planId}.`)
}

const right = 'right' as const
const COLUMNS = [
  { title: 'Delivered' },
  { title: 'Code' },
  { title: 'Quantity', align: right },
  { title: 'From stock', align: right },
  { title: 'Price each', align: right },
  { title: 'Charged', align: right },
  { title: 'What' },
]

function cells({ deliveryMonth, code, says, manufacturer, model, ...row }: Purchase): string[] {
  const made = [manufacturer, model].filter((part) => part !== null).join(' ')
  const sums = [sayPence(row.pricePence), sayPence(row.chargedPence)]
  return [
    ...[deliveryMonth, code, String(row.quantity), String(row.fromStock), ...sums],
    made === '' ? says : `${says} (${made})`,
  ]
}
