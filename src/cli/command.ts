// What a command of the command line is given. The same commands run in two places: in a process of their own, or inside
// a running server to which that process handed them over (cli/hand-over.ts); so they reach the terminal, the clock and
// the current folder only through this.
import type { Command } from 'commander'
import type { Caller } from '../access/caller.ts'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import type { PacedProgress } from '../jobs/job.ts'

/** Where a command runs, and whom it talks to. */
export interface Shell {
  /** The folder that relative paths start from: the caller's, which need not be this process's. */
  readonly cwd: string
  /** How many characters a line may hold; 100 where no terminal says. */
  readonly width: number
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Writes a line to standard output. */
  print(line: string): void
  /** Writes a line to standard error: warnings and progress that must not mix with the answer. */
  note(line: string): void
  /** A bar on a terminal, plain lines elsewhere. */
  progress(progress: PacedProgress): void
  /** Sets the exit code without ending the output; 0 unless set. A thrown Failure exits 1, one with details.exitCode that. */
  exitWith(code: number): void
}

export interface CommandContext extends Shell, Deps {
  readonly caller: Caller
  /** Of the house that the command acts in. */
  readonly config: Config
  /** Runs a job of the kind to its end, in a worker thread, showing its progress. Throws the Failure it ended with. */
  runJob<Result>(kind: string, input: unknown): Promise<Result>
}

/** What was typed, for the audit trail: without secrets. */
export interface Said {
  /** `import`, `key rotate` */
  readonly command: string
  readonly arguments: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Adds a feature's commands. The program's `--json` is each command's own option: it has it without adding it. */
export type AddCommands = (program: Command, context: () => CommandContext) => void

/**
 * What a command needs. Unless it says: the database, as `local-operator`. `administration`: the database, as
 * `local-admin`. `nothing`: files at most, or it opens what it needs itself; it always runs in a process of its own.
 */
export type Needs = 'operation' | 'administration' | 'nothing'

const needs = new WeakMap<Command, Needs | ((command: Command) => Needs)>()

/** `declare(program.command('solve FILE'), 'nothing').action(…)`. A function is asked once the words are read. */
export function declare(command: Command, what: Needs | ((command: Command) => Needs)): Command {
  needs.set(command, what)
  return command
}

export function needsOf(command: Command): Needs {
  const what = needs.get(command) ?? 'operation'
  return typeof what === 'function' ? what(command) : what
}
