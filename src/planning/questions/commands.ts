// What more money, less, later or nothing would do: of a problem in a file, or of a stored plan.
import { InvalidArgumentError, type Command } from 'commander'
import { asDay } from '../../cli/arguments.ts'
import { declare, type AddCommands, type CommandContext } from '../../cli/command.ts'
import { readJson } from '../../cli/json-file.ts'
import type { Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { parsePounds } from '../../shared/money.ts'
import { readProblem } from '../engine/format/read-problem.ts'
import { STEP_PENCE } from '../engine/questions/next-pound.ts'
import type { Question } from '../engine/questions/question.ts'
import { solve } from '../engine/solve.ts'
import { askSlowly, type Answered, type QuestionInput } from './answer-question.ts'
import { sayAnswer, sayStoredBaselines } from './say-answer.ts'

interface Options {
  readonly plan?: string
  readonly json?: true
}

interface AllOptions extends Options {
  readonly tier: number
  readonly by: Day
  readonly step: number
}

export const questionCommands: AddCommands = (program, context) => {
  const add = (name: Question['ask'], says: string, questionOf: (options: AllOptions) => Question): Command =>
    declare(program.command(name), (command) => (command.args.length > 0 ? 'nothing' : 'operation'))
      .description(says)
      .argument('[problem]', 'lenscap-problem/1, as JSON; - is standard input; left out: a stored plan')
      .option('--plan <id>', 'a stored plan; left out: the adopted plan, else the newest')
      .action((file: string | undefined, options: AllOptions) =>
        file === undefined
          ? askStored(context(), questionOf(options), options)
          : askFile(context(), { file, question: questionOf(options) }, options),
      )

  add('frontier', 'when each tier would be clear, from no money to all that could be used', () => ({ ask: 'frontier' }))
  add('least-budget', 'the least money, budgets scaled alike, that clears tiers by a day', ({ tier, by }) => {
    return { ask: 'least-budget', tier, by }
  })
    .requiredOption('--tier <number>', 'this tier and all that are more urgent', asTier)
    .requiredOption('--by <day>', 'the day by which they are clear', asDay)
  add('next-pound', 'what the next sum of money buys in each year of each fund', ({ step }) => {
    return { ask: 'next-pound', stepPence: step }
  }).option('--step <pounds>', 'how much (250000)', asSum, STEP_PENCE)
  add('cost-of-delay', 'what it costs to start 4, 13, 26 or 52 weeks later', () => ({ ask: 'cost-of-delay' }))
  add('baselines', 'the plan against what would be without it', () => ({ ask: 'baselines' }))
}

async function askFile(
  { cwd, print, progress, width }: CommandContext,
  { file, question }: { file: string; question: Question },
  { plan: planId, json }: Options,
): Promise<void> {
  if (planId !== undefined) {
    const message = 'A question is asked of a problem in a file or of a stored plan, not of both.'
    throw new Failure('problem-or-plan', message, 'Leave out the file, or --plan.', { exitCode: 2 })
  }
  const problem = readProblem(await readJson(cwd, file))
  progress({ done: 0, total: null, doing: 'planning' })
  const answer = await askSlowly({ problem, plan: solve(problem) }, question, (step) =>
    progress({ ...step, doing: 'planning anew' }),
  )
  if (json) return print(JSON.stringify(answer))
  for (const line of sayAnswer(answer, width)) print(line)
}

async function askStored(
  { runJob, print, width }: CommandContext,
  question: Question,
  { plan, json }: Options,
): Promise<void> {
  const input: QuestionInput = { ...(plan !== undefined && { plan }), question }
  const { planId, answer, baselines } = await runJob<Answered>('question', input)
  if (json) return print(JSON.stringify({ plan: planId, ...answer, ...baselines }))
  print(`Plan ${planId}`)
  for (const line of sayAnswer(answer, width)) print(line)
  if (baselines) for (const line of sayStoredBaselines(baselines, width)) print(line)
}

function asTier(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give the number of a tier, such as 3.')
}

function asSum(text: string): number {
  try {
    const pence = parsePounds(text)
    if (pence > 0) return pence
    throw new Failure('not-money', `${text} is not more than nothing.`, 'Give more than £0.')
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Failure ? `${error.message} ${error.hint}` : String(error))
  }
}
