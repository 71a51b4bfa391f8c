// The command line as one function: words in, lines out, an exit code back. It runs in a process of its own or, handed
// over, inside the server.
import { Command, CommanderError } from 'commander'
import { Failure } from '../shared/failure.ts'
import { needsOf, type AddCommands, type CommandContext, type Needs, type Said, type Shell } from './command.ts'

export interface ProgramOptions {
  readonly version: string
  readonly commands: readonly AddCommands[]
  readonly shell: Shell
  /**
   * Prepares the context before the command acts. A number: the command has been run elsewhere, and this is its exit
   * code.
   */
  readonly prepare: (needs: Needs, shell: Shell, said: Said) => Promise<CommandContext | number>
}

/** An unknown command or option; the shell's own convention. */
const MISUSE = 2

/** Runs one command line to its end and returns the exit code. Throws nothing that a person could mend. */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<number> {
  const { shell } = options
  let exitCode = 0
  try {
    await buildProgram({ ...options, shell: { ...shell, exitWith: (code) => void (exitCode = code) } }).parseAsync(
      [...argv],
      { from: 'user' },
    )
    return exitCode
  } catch (error) {
    if (error instanceof RanElsewhere) return error.exitCode
    // Help and the version are errors to commander, with the exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSE
    if (!(error instanceof Failure)) throw error
    sayFailure(shell, error, argv.includes('--json'))
    return typeof error.details['exitCode'] === 'number' ? error.details['exitCode'] : 1
  }
}

/** `lenscap: what happened`, `→ what to do`; as JSON, one line of problem. Both on standard error. */
export function sayFailure({ note }: Pick<Shell, 'note'>, failure: Failure, json = false): void {
  const { code, message, hint, details } = failure
  if (json) return note(JSON.stringify({ code, detail: message, hint, ...details }))
  note(`lenscap: ${message}`)
  if (hint !== undefined) note(`→ ${hint}`)
}

class RanElsewhere extends Error {
  readonly exitCode: number
  constructor(exitCode: number) {
    super('the command ran in the server')
    this.exitCode = exitCode
  }
}

function buildProgram({ version, commands, shell, prepare }: ProgramOptions): Command {
  let context: CommandContext | undefined
  const lines = (write: (line: string) => void) => (text: string) => write(text.replace(/\n$/, ''))
  const program = new Command('lenscap')
    .description('Plans the removal of flagged surveillance equipment, sensitive sites first.')
    .version(version)
    .exitOverride()
    // What stands after a command is that command's own: `catalogue` and `catalogue versions` both take --json.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: lines(shell.print),
      writeErr: lines(shell.note),
      getOutHelpWidth: () => shell.width,
      getErrHelpWidth: () => shell.width,
      outputError: (text, write) => write(`lenscap: ${text.replace(/^error: /, '')}`),
    })
    .showHelpAfterError('→ lenscap --help lists the commands, lenscap COMMAND --help its options.')
  for (const add of commands) add(program, () => context ?? notReady())
  program.hook('preAction', async (_program, command) => {
    const prepared = await prepare(needsOf(command), shell, whatWasSaid(command))
    if (typeof prepared === 'number') throw new RanElsewhere(prepared)
    context = prepared
  })
  for (const command of withSubcommands(program.commands)) {
    if (command.options.every(({ long }) => long !== '--json')) command.option('--json', 'print JSON')
  }
  return program
}

/** Names of options whose value opens something. */
const SECRET = /token|password|secret|approvedBy/i
const TOKEN = /lenscap_([a-z0-9]{8})_[a-z0-9]+/g

function whatWasSaid(command: Command): Said {
  const names: string[] = []
  for (let at = command; at.parent; at = at.parent) names.unshift(at.name())
  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(TOKEN, 'lenscap_$1_…')
    return Array.isArray(value) ? value.map(hide) : value
  }
  const options = Object.entries(command.opts()).map(([name, value]) => [name, SECRET.test(name) ? '…' : hide(value)])
  return {
    command: names.join(' '),
    arguments: command.args.map((argument) => String(hide(argument))),
    options: Object.fromEntries(options) as Said['options'],
  }
}

function* withSubcommands(commands: readonly Command[]): Generator<Command> {
  for (const command of commands) {
    yield command
    yield* withSubcommands(command.commands)
  }
}

function notReady(): never {
  throw new Error('a command asked for its context before it acted')
}
