import { beforeAll, expect, it } from 'vitest'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import type { Deps } from '../../../src/deps.ts'
import type { Question } from '../../../src/planning/engine/questions/question.ts'
import { answerQuestionWith, type QuestionInput } from '../../../src/planning/questions/answer-question.ts'
import { day } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, importText, jobContext, makePlan, operator, reference } from '../../support/estate.ts'

const INVENTORY = `organisation,standing,sector,site,sensitivity,device,kind,manufacturer,network
Harbour Authority,department,central-government,HQ,sensitive,1,camera,Hikvision,core
Harbour Authority,department,central-government,HQ,sensitive,2,camera,Dahua,none
`

eachDialect('a question about a stored plan', (open) => {
  let deps: Deps
  let planId: string
  const ask = (input: QuestionInput) => answerQuestionWith(reference)(deps, input, jobContext)
  const question: Question = { ask: 'baselines' }
  beforeAll(async () => {
    deps = depsOf(await open())
    await importText(deps, 'harbour.csv', INVENTORY)
    await decideSites(deps, operator, { sites: 'standing', choice: 'replace-now', reason: 'Risk.', approvedBy: 'SRO' })
    planId = (await makePlan(deps, { startOn: day('2026-12-07'), budgets: [] })).planId
  })

  it('is asked of the newest plan where none is named', async () => {
    expect(await ask({ question: { ask: 'cost-of-delay' } })).toMatchObject({ planId, baselines: null })
    await expect(ask({ plan: 'pla_none', question })).rejects.toMatchObject({ code: 'unknown-plan' })
  })

  it('knows what removing without replacing would leave: no lead time for kit, so less than planned', async () => {
    const { baselines } = await ask({ plan: planId, question })
    const { plannedMillis, waitMillis, disconnectOnlyMillis, removeOnlyMillis } = baselines!.exposure
    // The replacements, 1,000 and 1,000 a day, end six weeks and a week after the start; removals after the first week.
    expect(plannedMillis - removeOnlyMillis).toBe(2_000 * 42)
    expect(waitMillis).toBeGreaterThan(disconnectOnlyMillis)
    expect(disconnectOnlyMillis).toBeGreaterThan(plannedMillis)
  })
})
