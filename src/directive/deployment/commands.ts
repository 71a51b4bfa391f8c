import { resolve } from 'node:path'
import type { AddCommands, CommandContext } from '../../cli/command.ts'
import { table, wrap } from '../../cli/output.ts'
import type { Register } from '../../register/register.ts'
import { check } from './check.ts'
import { quoteClause } from './check-deployment.ts'
import { readList } from './read-list.ts'
import { checkedReply } from './schema.ts'

interface CheckOptions {
  readonly organisation?: string
  readonly site?: string
  readonly json?: true
}

/** For a procurement pipeline: at least one line was refused. */
const REFUSED = 1

export function deploymentCommandsWith(shipped: () => Register): AddCommands {
  return (program, context) => {
    program
      .command('check-deployment')
      .description('may this equipment go to these sites? Exits with 1 if any line is refused, with 2 if it is no list')
      .argument(
        '<file>',
        'a list with make, model and site: any format that import reads, or NetBox device types (YAML, JSON, CSV)',
      )
      .option('--organisation <name>', 'of lines that name none')
      .option('--site <name>', 'code or name, of lines that name none')
      .option('--json', 'print one object a line')
      .action((file: string, options: CheckOptions) => checkFile(context(), shipped(), { ...options, file }))
  }
}

async function checkFile(
  context: CommandContext,
  shipped: Register,
  { file, organisation, site, json }: CheckOptions & { readonly file: string },
): Promise<void> {
  const { caller, print, width, exitWith, cwd } = context
  const read = await readList(resolve(cwd, file), shipped)
  const lines = read.map((line) => ({
    ...line,
    organisation: line.organisation ?? organisation,
    site: line.site ?? site,
  }))
  const checked = await check(context, shipped, { caller, lines })
  if (checked.sums.refused > 0) exitWith(REFUSED)
  if (json) return checked.lines.forEach((line) => print(JSON.stringify(checkedReply(line))))
  const columns = ['Line', 'Answer', 'Clause', 'Why'].map((title) => ({ title }))
  const rows = checked.lines.map(({ number, verdict, force, why, finding }) => {
    return [String(number), verdict, force ?? '–', finding ? `${why}. ${finding.says}` : why]
  })
  for (const text of table(columns, rows, width)) print(text)
  print('')
  const clauses = new Set(
    checked.lines.flatMap(({ verdict, clause }) => (verdict === 'refused' && clause ? [clause] : [])),
  )
  for (const clause of clauses) for (const line of wrap(`${clause}: “${quoteClause(clause)}”`, width)) print(line)
  const { sums } = checked
  print(`${sums.permitted} permitted, ${sums.refused} refused, ${sums['needs-review']} for review.`)
}
