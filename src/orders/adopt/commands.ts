import { secondPerson } from '../../access/requests/decide-request.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table } from '../../cli/output.ts'
import { getPlan } from '../../planning/get-plan.ts'
import { sayPence } from '../../shared/money.ts'
import { count } from '../../shared/text.ts'
import { adoptOwnPlan, checkAdopter, type Adopted, type AdoptInput } from './adopt-plan.ts'
import { approveOrders } from './approve-orders.ts'

export const adoptionCommands: AddCommands = (program, context) => {
  program
    .command('adopt')
    .description('take a plan over into orders; whoever made it needs a second approver')
    .argument('[plan]', 'left out: the newest')
    .option('--approved-by <token>', 'of another approver, who adopts it')
    .action((plan: string | undefined, options: { approvedBy?: string; json?: true }) =>
      adopt(context(), { plan, ...options }),
    )

  program
    .command('approve')
    .description('approve what orders are estimated to cost: those named, or all that wait')
    .argument('[refs...]', 'such as WO-7F3K-9Q2M; left out: all')
    .requiredOption('--reason <text>', 'why; it stays on record')
    .action(async (refs: string[], { reason, json }: { reason: string; json?: true }) => {
      const { print, ...deps } = context()
      const done = await approveOrders(deps, deps.caller, { reason, ...(refs.length > 0 && { refs }) })
      if (json) return print(JSON.stringify(done))
      print(
        `${count(done.approved, 'order')} approved, ${sayPence(done.pence)}; ${done.ready} of them ready to be claimed.`,
      )
    })
}

async function adopt(
  context: CommandContext,
  { plan, approvedBy, json }: { plan: string | undefined; approvedBy?: string; json?: true },
): Promise<void> {
  const { db, caller, runJob, print, width } = context
  const found = await getPlan(db.read, caller.scope, plan)
  const asking = { token: approvedBy ?? '', asker: caller }
  const second = approvedBy === undefined ? undefined : await secondPerson(context, adoptOwnPlan, asking)
  checkAdopter(found, (second ?? caller).principalId)
  const input: AdoptInput = { planId: found.id, ...(second && { adoptedBy: second.principalId }) }
  const done = await runJob<Adopted>('adopt', input)
  if (json) return print(JSON.stringify(done))
  print(
    done.adoptedNow
      ? `Plan ${done.planId} is adopted: ${count(done.made, 'new order')}, ${done.renewed} renewed, ${done.kept} kept as they are held, ${done.fellAway} cancelled.`
      : `Plan ${done.planId} was adopted already: nothing changed.`,
  )
  if (done.beyondPlan > 0)
    print(`Look at ${count(done.beyondPlan, 'order')} that a company has and the plan has no work for.`)
  const columns = [{ title: 'Orders' }, { title: 'State' }]
  for (const line of table(
    columns,
    done.states.map(({ state, orders }) => [String(orders), state]),
    width,
  ))
    print(line)
  for (const { gate, orders } of done.gates) print(`${count(orders, 'order waits', 'orders wait')} for: ${gate}.`)
}
