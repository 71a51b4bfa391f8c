import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { sitesByCode } from '../../directive/name-sites.ts'
import { loadSiteNames } from '../../estate/facts/site-names.ts'
import { Failure } from '../../shared/failure.ts'
import type { PlanningReference } from '../problem/build-problem.ts'
import { draftMemorandum, openMemorandum } from './draft-memorandum.ts'
import { sayMemorandum } from './say-memorandum.ts'

interface MemorandumOptions {
  readonly hash?: string
  readonly json?: true
}

export function memorandumCommandsWith(reference: () => PlanningReference): AddCommands {
  return (program, context) => {
    program
      .command('memorandum')
      .description('draft what an approver reads before deciding for sites under C3 or C4: it decides nothing')
      .argument('[site...]', 'codes (ORGANISATION/CODE where a code is not the only one)')
      .option('--hash <hash>', 'one that was drafted before, as it was')
      .action((codes: string[], options: MemorandumOptions) => memorandum(context(), codes, { ...options, reference }))
  }
}

async function memorandum(
  context: CommandContext,
  codes: readonly string[],
  { hash, json, reference }: MemorandumOptions & { reference: () => PlanningReference },
): Promise<void> {
  const { db, caller, config, print, width } = context
  if ((hash === undefined) === (codes.length === 0)) {
    const message = 'A memorandum is drafted for the sites named, or read again by its hash.'
    throw new Failure('which-sites', message, 'lenscap memorandum SITE…, or --hash HASH.', { exitCode: 2 })
  }
  const drafted =
    hash === undefined
      ? await draftMemorandum(context, caller, {
          siteIds: sitesByCode(await loadSiteNames(db.read, caller.scope), codes).map(({ id }) => id),
          reference: reference(),
          marking: config.marking,
        })
      : await openMemorandum(context, caller, hash)
  if (json) return print(JSON.stringify(drafted))
  print(sayMemorandum(drafted, width).join('\n'))
}
