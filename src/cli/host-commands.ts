// The commands that run the service rather than the estate.
import { InvalidArgumentError, Option } from 'commander'
import { ROLES, type Role } from '../access/caller.ts'
import { issueToken, withdrawToken } from '../access/issue-token.ts'
import { inviteFromHost } from '../access/people/invite.ts'
import { LOCAL_OPERATOR } from '../access/principals.ts'
import type { ScopePair } from '../access/scope.ts'
import { dayOf, parseDay, sayDay, type Day } from '../shared/day.ts'
import { makeTokenWithRoles } from './token-with-roles.ts'
import { declare, type AddCommands, type CommandContext, type Shell } from './command.ts'

export interface HostActs {
  /** Serves until interrupted. */
  serve(shell: Shell): Promise<void>
  /** The names of the migrations that ran; it is on record that they did. */
  migrate(): Promise<readonly string[]>
}

export function hostCommands(host: HostActs): AddCommands {
  return (program, context) => {
    declare(program.command('serve'), 'nothing')
      .description('serve the API until interrupted')
      .action(() => host.serve(context()))

    declare(program.command('migrate'), 'nothing')
      .description('bring the database up to this version; serve does so by itself')
      .action(async ({ json }: { json?: true }) => {
        const ran = await host.migrate()
        if (json) return context().print(JSON.stringify({ ran }))
        context().print(ran.length === 0 ? 'The database is up to date.' : `Ran ${ran.join(', ')}.`)
      })

    declare(program.command('token'), 'administration')
      .description("make another token with the operator's roles, or a machine with roles of its own; or revoke one")
      .option('--revoke <prefix>', 'the eight characters after lenscap_ of the token that is to open nothing any more')
      .option('--name <name>', 'of the machine that the token is for; with --roles')
      .addOption(new Option('--roles <role...>', 'what the machine may do').choices(ROLES))
      .option('--scope <organisation/region>', 'by id, /region left out: all of it; may be repeated', addPair, [])
      .option('--company <id>', 'of a contractor: the company whose work it does, as lenscap contractors --json has it')
      .option('--expires <day>', 'a year from now at most; in 90 days if left out', asDay)
      .option('--approved-by <token>', 'of an administrator: roles are granted by two people')
      .action((options: TokenOptions) => token(context(), options))

    declare(program.command('invite'), 'administration')
      .description('invite an administrator again, who then sets password and second factor anew')
      .argument('<login>', 'such as admin-1')
      .action(async (login: string, { json }: { json?: true }) => {
        const { caller, print, note, ...deps } = context()
        const { invitation } = await inviteFromHost(deps, caller, login)
        print(json ? JSON.stringify({ invitation }) : invitation)
        if (!json) note('It works once and for a day: POST /api/v1/invitations/open says what comes next.')
      })
  }
}

export interface TokenOptions {
  readonly revoke?: string
  readonly name?: string
  readonly company?: string
  readonly roles?: readonly Role[]
  readonly scope: readonly ScopePair[]
  readonly expires?: Day
  readonly approvedBy?: string
  readonly json?: true
}

async function token(context: CommandContext, options: TokenOptions): Promise<void> {
  const { caller, print, note } = context
  const { revoke, roles, expires, json } = options
  if (revoke !== undefined) {
    await withdrawToken(context, caller, revoke)
    return print(json ? JSON.stringify({ revoked: revoke }) : `lenscap_${revoke}… opens nothing any more.`)
  }
  if (roles !== undefined) return makeTokenWithRoles(context, { ...options, roles })
  const wanted = { principalId: LOCAL_OPERATOR, ...(expires !== undefined && { expiresOn: expires }) }
  const issued = await issueToken(context, caller, wanted)
  print(json ? JSON.stringify({ token: issued.token }) : issued.token)
  if (!json)
    note(`It is not shown again. Whoever has it acts as the operator, until ${sayExpiry(issued.row.expiresAt)}.`)
}

function sayExpiry(at: Date | null): string {
  return at === null ? 'it is revoked' : sayDay(dayOf(at))
}

/** `ORGANISATION` or `ORGANISATION/REGION`. */
function addPair(text: string, pairs: readonly ScopePair[]): readonly ScopePair[] {
  const [organisationId = '', ...region] = text.split('/')
  if (organisationId === '') throw new InvalidArgumentError('Write it as ORGANISATION or ORGANISATION/REGION.')
  return [...pairs, { organisationId, region: region.join('/') || null }]
}

function asDay(text: string): Day {
  const found = parseDay(text)
  if (!found) throw new InvalidArgumentError('Write the day as YYYY-MM-DD.')
  return found
}
