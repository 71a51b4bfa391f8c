// What is kept of an import besides its row in the database: the cells of the file and what came of each row, sealed, for
// the report of every row; and for a day the file of a dry run, to be committed. All of it belongs to this machine: it is
// in no backup, and no other process's.
import { createHash } from 'node:crypto'
import { constants, mkdirSync } from 'node:fs'
import { chmod, copyFile, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../../shared/failure.ts'
import type { Sealer } from '../../../shared/sealed.ts'
import type { RowOutcome } from './outcome.ts'
import { LinesOf, readSealed, SealedWriter, type SealedFile } from './sealed-lines.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A day: over night and into the next morning. */
export const DRY_RUN_MS = DAY_MS
/** A month: whoever supplied the file is asked, and answers. */
export const ROWS_MS = 30 * DAY_MS

/** What the rows and the file of an import are called after its id; and how long they stay from their last change. */
const KEPT_MS: Readonly<Record<string, number>> = {
  // Those of a dry run are written up to a day before it is committed.
  '.cells': ROWS_MS + DRY_RUN_MS,
  '.outcomes': ROWS_MS + DRY_RUN_MS,
  '.file': DRY_RUN_MS,
}

export interface RowFiles {
  readonly folder: string
  readonly sealer: Sealer
}

export interface KeptRow {
  readonly number: number
  readonly cells: readonly string[]
  readonly outcome: RowOutcome
}

type CellsOfRow = readonly [number: number, ...cells: string[]]

/** Takes in the rows of a file with what came of each, in order; keeps them, and hashes what came of them. */
export class RowsKeeper {
  readonly #hash = createHash('sha256')
  readonly #writers: SealedWriter[] = []
  readonly #cells: LinesOf | undefined
  readonly #outcomes: LinesOf

  /** `header` undefined: the rows are kept already, from when they were first shown. */
  constructor(files: RowFiles, id: string, header: readonly string[] | undefined) {
    const write = (what: 'cells' | 'outcomes'): ((line: string) => void) => {
      if (header === undefined) return () => {}
      const writer = new SealedWriter(sealedFile(files, id, what))
      this.#writers.push(writer)
      return (line) => writer.write(line)
    }
    if (header !== undefined) {
      mkdirSync(files.folder, { recursive: true, mode: 0o700 })
      this.#cells = new LinesOf(write('cells'))
      this.#cells.add(header)
    }
    const outcomes = write('outcomes')
    this.#outcomes = new LinesOf((line) => {
      this.#hash.update(line).update('\n')
      outcomes(line)
    })
  }

  add({ number, cells }: Pick<KeptRow, 'number' | 'cells'>, outcome: RowOutcome): void {
    this.#cells?.add([number, ...cells])
    this.#outcomes.add(outcome)
  }

  /** A hash over all outcomes and what `more` is, in lower-case hex: the same for the same ones. */
  end(more: unknown): string {
    this.#cells?.end()
    this.#outcomes.end()
    for (const writer of this.#writers.splice(0)) writer.end()
    return this.#hash.update(JSON.stringify(more)).digest('hex')
  }

  /** After an error: what was written is no whole file. */
  close(): void {
    for (const writer of this.#writers.splice(0)) writer.close()
  }
}

/** The header, then the rows. Throws `rows-gone` when they are kept no longer, or not here. */
export async function openRows(
  files: RowFiles,
  id: string,
): Promise<{ header: readonly string[]; rows: AsyncGenerator<KeptRow> }> {
  const cells = readSealed(sealedFile(files, id, 'cells'))
  const outcomes = readSealed(sealedFile(files, id, 'outcomes'))
  const [header, first] = await Promise.all([cells.next(), outcomes.next()]).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? rowsGone(id) : error
  })
  async function* rows(): AsyncGenerator<KeptRow> {
    let outcome = first
    for await (const value of cells) {
      const [number, ...texts] = value as CellsOfRow
      yield { number, cells: texts, outcome: outcome.value as RowOutcome }
      outcome = await outcomes.next()
    }
  }
  return { header: header.value as string[], rows: rows() }
}

/** Where the file of a dry run lies. */
export function pathOfFile({ folder }: RowFiles, id: string): string {
  return join(folder, `${id}.file`)
}

/** Keeps a copy of a dry run's file, for it may have changed when it is committed. */
export async function keepFile(files: RowFiles, id: string, from: string): Promise<void> {
  const to = pathOfFile(files, id)
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await chmod(to, 0o600)
}

/** Lets all go that is kept of the import; or only the file. */
export async function forget({ folder }: RowFiles, id: string, endings = Object.keys(KEPT_MS)): Promise<void> {
  await Promise.all(endings.map((ending) => rm(join(folder, `${id}${ending}`), { force: true })))
}

/** Lets go what has been kept long enough, and what imports that were killed have left behind. */
export async function sweep(folder: string, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const keptMs = KEPT_MS[name.slice(name.lastIndexOf('.'))]
    if (keptMs === undefined) continue
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && found.mtimeMs + keptMs < now.getTime()) await rm(join(folder, name), { force: true })
  }
}

function sealedFile({ folder, sealer }: RowFiles, id: string, what: 'cells' | 'outcomes'): SealedFile {
  return { path: join(folder, `${id}.${what}`), sealer, context: `imports.${what}:${id}` }
}

function rowsGone(id: string): Failure {
  return new Failure(
    'rows-gone',
    `The rows of import ${id} are kept no longer, or were never kept on this machine.`,
    'They stay for 30 days. A dry run of the file (--dry-run) reports its rows again.',
  )
}
