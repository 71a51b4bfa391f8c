// What an import is asked to do, and what goes with it through all of its steps.
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { JobContext, Progress } from '../../jobs/job.ts'
import type { Day } from '../../shared/day.ts'
import type { Kind } from '../../shared/vocabulary.ts'
import type { DateOrder } from '../inventory/dates.ts'
import type { ReadOptions } from '../readers/table.ts'
import type { ImportRow } from './kept/kept-import.ts'
import type { RowFiles } from './kept/row-files.ts'

/** Plain JSON, because it is a job's input. What is left out is told from the file, or assumed and warned of. */
export interface ImportInput extends ReadOptions {
  /** Where the file lies, absolute. */
  readonly file: string
  /** What its owner calls it. */
  readonly fileName: string
  /** The file is a copy that only this import needs. */
  readonly removeAfter?: boolean
  /** Field to header, such as `{ device: 'Pole ref' }`. */
  readonly map?: Readonly<Record<string, string>>
  /** The name of a saved mapping to use. */
  readonly mapping?: string
  /** The name to save under what was taken for what; nothing is saved of a dry run. */
  readonly saveMapping?: string
  /** How slashed dates are read; else told column by column. */
  readonly dates?: DateOrder
  /** Of rows that do not say. */
  readonly kind?: Kind
  readonly organisation?: string
  readonly site?: string
  /** The day that the file describes; else today. */
  readonly asOf?: Day
  /** One bad row keeps the whole file out. */
  readonly strict?: boolean
  /** Decides and reports, and saves nothing; the file is kept for a day, so that it can be committed. */
  readonly dryRun?: boolean
  readonly suppliedBy?: string
  /** In words: sites, or an organisation. */
  readonly covers?: string
  /** The full inventory of its sites: their devices that it does not hold are marked as not seen. */
  readonly complete?: boolean
}

/** Saves what a dry run showed. */
export interface CommitInput {
  /** The dry run's import id. */
  readonly commit: string
}

export interface Asked {
  /** The import's. */
  readonly id: string
  readonly files: RowFiles
  readonly input: ImportInput
  readonly context: JobContext
  /** The dry run that is committed: its files are kept already. */
  readonly shown?: ImportRow
}

/** Says what is done next, unless somebody has cancelled: their word is heard only when the event loop turns. */
export async function begin({ context }: Asked, progress: Progress): Promise<void> {
  context.report(progress)
  await turnOfTheLoop()
  context.signal.throwIfAborted()
}
