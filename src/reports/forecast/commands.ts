import { Option } from 'commander'
import { recordRead } from '../../access/audit/record-read.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { GRAINS, type Grain } from './sums/burn-down.ts'
import { readForecast } from './read-forecast.ts'
import { sayForecast } from './say-forecast.ts'
import { forecastReply } from './schema.ts'

interface ForecastOptions {
  readonly by: Grain
  readonly sites?: true
  readonly json?: true
}

export const forecastCommands: AddCommands = (program, context) => {
  program
    .command('forecast')
    .description('what a plan spends and leaves, month by month, and what of its budgets no plan can use')
    .argument('[plan]', 'left out: the adopted plan, else the newest')
    .addOption(new Option('--by <period>', 'what is left, at the end of each').choices(GRAINS).default('month'))
    .option('--sites', 'name every sensitive site that is cleared after April 2025, not the worst alone')
    .action((planId: string | undefined, options: ForecastOptions) => forecast(context(), planId, options))
}

async function forecast(
  { print, width, ...deps }: CommandContext,
  planId: string | undefined,
  { by, sites, json }: ForecastOptions,
): Promise<void> {
  const { db, caller } = deps
  const found = await db.snapshot((q) => readForecast(q, caller.scope, { planId, grain: by }))
  await recordRead(deps, caller, { act: 'forecast.opened', subjectKind: 'plan', subjectId: found.plan.id })
  if (json) return print(JSON.stringify({ ...forecastReply(found), ...(sites && { sitesPastK1: found.sitesPastK1 }) }))
  for (const line of sayForecast(found, { width, allSites: sites === true })) print(line)
}
