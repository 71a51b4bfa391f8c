import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { declare, type AddCommands, type CommandContext } from '../../cli/command.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import { readAnchors } from './anchors.ts'
import { verifyAudit, type AuditReport } from './verify-audit.ts'

/** The trail is not as it was written. */
const BROKEN = 1

export const auditCommands: AddCommands = (program, context) => {
  declare(program.command('verify-audit'), 'administration')
    .description('say whether the audit trail is as it was written, or name the first entry that is not')
    .option(
      '--anchors <file>',
      'a copy of the anchors that was kept elsewhere; left out: where this service leaves them',
    )
    .action((options: { anchors?: string; json?: true }) => verify(context(), options))
}

async function verify(context: CommandContext, { anchors, json }: { anchors?: string; json?: true }): Promise<void> {
  const { db, cwd, print, exitWith } = context
  const place = anchors === undefined ? context.config.anchors : resolve(cwd, anchors)
  if (place.startsWith('syslog://')) {
    const hint = 'Fetch the lines of lenscap from there into a file, and name it with --anchors.'
    throw new Failure('anchors-elsewhere', `The anchors are kept at ${place}.`, hint)
  }
  // Before the first anchor there is no file; one that was named must be there.
  const kept = anchors === undefined && !existsSync(place) ? [] : readAnchors(place)
  const report = await verifyAudit(db, kept)
  if (report.firstBad) exitWith(BROKEN)
  if (json) print(JSON.stringify({ whole: !report.firstBad, ...report }))
  else for (const line of sayReport(report)) print(line)
}

function sayReport({ last, anchors, setAside, unsealed, firstBad }: AuditReport): string[] {
  const tail = `${count(unsealed.entries, 'entry', 'entries')} without a seal yet`
  const since = unsealed.oldestAt ? `, the oldest of ${unsealed.oldestAt.toISOString()}` : ''
  const aside = setAside === 0 ? '' : ` ${count(setAside, 'anchor')} of before a restore set aside.`
  const held = `Compared with ${count(anchors, 'anchor')}.${aside}`
  if (!firstBad) {
    return [
      `The audit trail is whole: ${count(last.number, 'entry', 'entries')}, hash ${last.hash}.`,
      held,
      `${tail}${since}.`,
    ]
  }
  const { number, entryId, at, why } = firstBad
  const which = number === null ? 'an entry without a seal' : `entry ${number}`
  const named = entryId === null ? '' : ` (${entryId}${at ? `, ${at.toISOString()}` : ''})`
  return [
    `The audit trail is BROKEN at ${which}${named}: ${why}.`,
    `Sound up to entry ${last.number}, hash ${last.hash}. ${held}`,
    `${tail}${since}.`,
    'Keep the database and the anchors as they are, and compare them with a backup and with anchors kept elsewhere.',
  ]
}
