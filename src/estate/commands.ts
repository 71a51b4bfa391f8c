import { basename, resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { asDay } from '../cli/arguments.ts'
import type { AddCommands, CommandContext } from '../cli/command.ts'
import { refuseExisting, writeLines } from '../cli/line-file.ts'
import { table } from '../cli/output.ts'
import { sayFailure } from '../cli/program.ts'
import { importsIn } from '../config.ts'
import type { Day } from '../shared/day.ts'
import { Failure } from '../shared/failure.ts'
import { FINDING_STATES, KINDS, type FindingState, type Kind } from '../shared/vocabulary.ts'
import type { CommitInput, ImportInput } from './import/asked.ts'
import { openRowReport } from './import/kept/look-at-imports.ts'
import { isAllToCorrect, isNothingSaved, type ImportReport } from './import/report.ts'
import { sayReport } from './import/say-report.ts'
import { DATE_ORDERS, type DateOrder } from './inventory/dates.ts'
import { loadOrganisations, loadSites } from './load-estate.ts'
import { countFindings, eachFinding, findingLine, printFindings, sayCounts } from './list-findings.ts'
import { sayMapping } from './mappings/say-mapping.ts'
import { ENCODINGS, FORMATS, type ReadOptions } from './readers/table.ts'

interface ImportOptions extends Omit<ReadOptions, 'noHeader'> {
  readonly header: boolean
  readonly map: Readonly<Record<string, string>>
  readonly mapping?: string
  readonly saveMapping?: string
  readonly showMapping?: true
  readonly dates?: DateOrder
  readonly kind?: Kind
  readonly organisation?: string
  readonly site?: string
  readonly asOf?: Day
  readonly strict?: true
  readonly dryRun?: true
  readonly suppliedBy?: string
  readonly covers?: string
  readonly complete?: true
  readonly report?: string
  readonly commit?: string
  readonly json?: true
}

/** A file that was refused: nothing of it is in. */
const REFUSED = 2

export const estateCommands: AddCommands = (program, context) => {
  program
    .command('import')
    .description(
      'read inventories into the estate: rows that are in order go in, the others are named with their reasons',
    )
    .argument('[file...]', 'what format it is in is told by its content')
    .addOption(new Option('--format <format>', 'read it as this').choices(FORMATS))
    .addOption(new Option('--encoding <encoding>', 'of its text; else told from its bytes').choices(ENCODINGS))
    .option('--no-header', 'its first row is data: name columns by number, such as --map device=1')
    .option('--sheet <name>', 'the sheet of a spreadsheet; else the one with the most rows')
    .option('--map <field=column>', 'the column that holds a field; may be repeated', addMapping, {})
    .option('--mapping <name>', 'a saved mapping of columns to use')
    .option('--save-mapping <name>', 'save under this name which column was taken for what')
    .option('--show-mapping', 'show which column is taken for what, and save nothing')
    .addOption(new Option('--dates <order>', 'how 01/02/2027 is read; else told column by column').choices(DATE_ORDERS))
    .addOption(new Option('--kind <kind>', 'of rows that do not say').choices(KINDS))
    .option('--organisation <name>', 'of rows that name none')
    .option('--site <name>', 'of rows that name none')
    .option('--as-of <day>', 'the day that the file describes; today if left out', asDay)
    .option('--strict', 'let nothing in if any row is rejected')
    .option('--dry-run', 'report, and save nothing; it may be committed for a day')
    .option('--commit <import>', 'save a dry run by its id, if it would still do what it showed')
    .option('--supplied-by <name>', 'who supplied the file')
    .option('--covers <text>', 'what it covers: sites, or an organisation')
    .option('--complete', 'it is the full inventory of its sites: mark their devices that it does not hold as not seen')
    .option('--report <file>', 'write what came of each row there, as CSV to be mended and imported again')
    .action((files: string[], options: ImportOptions) => importFiles(context(), files, options))

  program
    .command('sites')
    .description('list the sites, with the code that other commands name them by')
    .option('--json', 'print one object a site, each on a line')
    .action((options: { json?: true }) => listSitesOf(context(), options.json))

  program
    .command('flag')
    .description('list what is flagged, with the evidence; the determinations are suggestions until they are confirmed')
    .addOption(new Option('--finding <state>', 'list these instead').choices(FINDING_STATES).default('flagged'))
    .option('--json', 'print one object a device, each on a line')
    .action((options: { finding: FindingState; json?: true }) => flag(context(), options))
}

async function listSitesOf({ db, caller: { scope }, print, width }: CommandContext, json?: true): Promise<void> {
  const [sites, organisations] = await db.snapshot(async (q) => {
    return [await loadSites(q, scope), await loadOrganisations(q, scope)] as const
  })
  const names = new Map(organisations.map(({ id, name }) => [id, name]))
  const lines = sites.map(({ organisationId, code, name, region, sensitivity, vetting, upgradeOn, upgradeFunded }) => {
    return {
      organisation: names.get(organisationId) ?? '',
      code,
      name,
      region,
      sensitivity,
      vetting,
      upgradeOn,
      upgradeFunded,
    }
  })
  if (json) return lines.forEach((line) => print(JSON.stringify(line)))
  const columns = ['Organisation', 'Code', 'Name', 'Region', 'Sensitivity'].map((title) => ({ title }))
  const rows = lines.map((s) => [s.organisation, s.code, s.name, s.region ?? '–', s.sensitivity])
  for (const line of table(columns, rows, width)) print(line)
}

async function flag(
  { db, caller: { scope }, print, width }: CommandContext,
  { finding, json }: { finding: FindingState; json?: true },
): Promise<void> {
  await db.snapshot(async (q) => {
    const parts = eachFinding(q, scope, finding)
    if (!json) {
      await printFindings(parts, { print, width })
      return print(sayCounts(await countFindings(q, scope)))
    }
    for await (const part of parts) for (const device of part) print(JSON.stringify(findingLine(device)))
  })
}

async function importFiles(context: CommandContext, files: readonly string[], options: ImportOptions): Promise<void> {
  const { json, report: reportTo, commit, showMapping, header, ...given } = options
  refuseMisuse(files, options)
  if (reportTo !== undefined) refuseExisting(resolve(context.cwd, reportTo))
  for (const file of commit === undefined ? files : [commit]) {
    const fileName = basename(file)
    const input: ImportInput | CommitInput =
      commit === undefined
        ? {
            ...given,
            ...(!header && { noHeader: true }),
            ...(showMapping && { dryRun: true }),
            file: resolve(context.cwd, file),
            fileName,
          }
        : { commit }
    try {
      const report = await context.runJob<ImportReport>('import', input)
      if (!showMapping && (isNothingSaved(report) || isAllToCorrect(report))) context.exitWith(REFUSED)
      if (json) context.print(JSON.stringify(report))
      else if (showMapping) for (const line of sayMapping(fileName, report.mapping, context.width)) context.print(line)
      else for (const line of sayReport(fileName, report, { dryRun: options.dryRun ?? false })) context.print(line)
      if (reportTo !== undefined) await writeRows(context, report.importId, reportTo)
    } catch (error) {
      // One file that is no inventory does not keep the others out; anything else does.
      if (!(error instanceof Failure) || error.details['exitCode'] !== REFUSED) throw error
      context.exitWith(REFUSED)
      sayFailure(context, error, json)
    }
  }
}

function refuseMisuse(files: readonly string[], { commit, report }: ImportOptions): void {
  const misuse = (message: string, hint: string) => new Failure('import-misused', message, hint, { exitCode: REFUSED })
  if (commit === undefined && files.length === 0) throw misuse('No file is named.', 'lenscap import FILE…')
  if (commit !== undefined && files.length > 0)
    throw misuse('A dry run is committed with the file that it read.', 'Leave the file out: lenscap import --commit ID')
  if (report !== undefined && files.length > 1)
    throw misuse('--report takes the rows of one file.', 'Import the files one after another.')
}

async function writeRows({ config, ...context }: CommandContext, id: string, to: string): Promise<void> {
  const of = { id, folder: importsIn(config.dataFolder), marking: config.marking }
  const { lines } = await openRowReport(context, context.caller, of)
  await writeLines(resolve(context.cwd, to), lines)
}

function addMapping(text: string, map: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as field=column, such as device=Pole.')
  return { ...map, [text.slice(0, at).trim()]: text.slice(at + 1).trim() }
}
