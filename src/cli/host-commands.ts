// The commands that run the service rather than the estate.
import { issueToken, withdrawToken } from '../access/issue-token.ts'
import { LOCAL_OPERATOR } from '../access/principals.ts'
import { declare, type AddCommands, type Shell } from './command.ts'

export interface HostActs {
  /** Serves until interrupted. */
  serve(shell: Shell): Promise<void>
  /** The names of the migrations that ran. */
  migrate(): Promise<string[]>
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
      .description("make another token with the operator's roles, or revoke one")
      .option('--revoke <prefix>', 'the eight characters after lenscap_ of the token that is to open nothing any more')
      .action(async ({ revoke, json }: { revoke?: string; json?: true }) => {
        const { caller, print, note, ...deps } = context()
        if (revoke !== undefined) {
          await withdrawToken(deps, caller, revoke)
          return print(json ? JSON.stringify({ revoked: revoke }) : `lenscap_${revoke}… opens nothing any more.`)
        }
        const { token } = await issueToken(deps, caller, { principalId: LOCAL_OPERATOR })
        print(json ? JSON.stringify({ token }) : token)
        if (!json) note('It is not shown again. Whoever has it acts as the operator.')
      })
  }
}
