import { recordRead } from '../../access/audit/record-read.ts'
import { wrap } from '../../cli/output.ts'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { dayOf } from '../../shared/day.ts'
import { sayProgress } from '../director.ts'
import { readProgress } from './read-progress.ts'
import { progressReply } from './schema.ts'

export const progressCommands: AddCommands = (program, context) => {
  program
    .command('progress')
    .description('where the estate stands today: sites clear by inventory, cleared, decided against')
    .action((options: { json?: true }) => progress(context(), options))
}

async function progress({ print, width, ...deps }: CommandContext, { json }: { json?: true }): Promise<void> {
  const { db, caller, clock } = deps
  const today = dayOf(clock.now())
  const found = await db.snapshot((q) => readProgress(q, caller.scope, today))
  await recordRead(deps, caller, { act: 'progress.opened', subjectKind: 'estate' })
  if (json) return print(JSON.stringify(progressReply(found, today)))
  for (const line of sayProgress(found)) wrap(line, width).forEach((part) => print(part))
}
