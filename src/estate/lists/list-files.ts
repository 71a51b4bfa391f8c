// Lists at the command line: a file that is taken, and one that is given.
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { CommandContext } from '../../cli/command.ts'
import { refuseExisting, writeLines } from '../../cli/line-file.ts'
import { Failure } from '../../shared/failure.ts'
import { count } from '../../shared/text.ts'
import type { Columns, RowOf } from './fields.ts'
import type { RecordedList } from './record-list.ts'
import { writeList } from './write-list.ts'

/** Throws `file-missing`. */
export async function takeListFile(
  { cwd }: Pick<CommandContext, 'cwd'>,
  file: string,
): Promise<{ bytes: Buffer; name: string }> {
  const path = resolve(cwd, file)
  const bytes = await readFile(path).catch(() => {
    throw new Failure('file-missing', `There is no file ${path} that can be read.`, 'Check the path.', { exitCode: 2 })
  })
  return { bytes, name: basename(file) }
}

/** `-` prints it. Throws `file-exists`. */
export async function giveListFile<C extends Columns>(
  { cwd, print, config }: Pick<CommandContext, 'cwd' | 'print' | 'config'>,
  file: string,
  { columns, rows }: { columns: C; rows: readonly RowOf<C>[] },
): Promise<void> {
  if (file !== '-') refuseExisting(resolve(cwd, file))
  const lines = writeList(columns, rows, config.marking)
  if (file === '-') for (const line of lines) print(line)
  else await writeLines(resolve(cwd, file), asAsync(lines))
}

/** `Took 12 rows: 3 say something else than before.` */
export function sayRecorded({ rows, changed }: RecordedList): string {
  const verb = changed === 1 ? 'says' : 'say'
  return `Took ${count(rows, 'row')}: ${changed} ${verb} something else than before. Plan again: lenscap plan`
}

async function* asAsync(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines
}
