import { expect, it } from 'vitest'
import type { Caller } from '../../../src/access/caller.ts'
import type { Database } from '../../../src/db/database.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { decideSites } from '../../../src/directive/decide-sites.ts'
import { listOrders } from '../../../src/orders/planned/store.ts'
import { penceByYear } from '../../../src/planning/catalogue/cost-line.ts'
import { checkPlan } from '../../../src/planning/engine/check/check-plan.ts'
import { addFund, changeFund, recordBudgets } from '../../../src/planning/funds/change-fund.ts'
import { importLedger } from '../../../src/planning/funds/ledger/import-ledger.ts'
import { takeBudgets, takeFunds, takeShares } from '../../../src/planning/funds/lists.ts'
import { readMoney, readPositions } from '../../../src/planning/funds/read-money.ts'
import { listBudgetHistory, listFunds } from '../../../src/planning/funds/store.ts'
import { getDocuments, getPlan } from '../../../src/planning/get-plan.ts'
import { day, financialYear } from '../../../src/shared/day.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, importText, makePlan, operator } from '../../support/estate.ts'
import { csv } from '../../support/make.ts'

const [y26, y27] = [financialYear(2026), financialYear(2027)]
const startOn = day('2027-02-01')
const ESTATE = csv(
  'organisation,standing,site,region,sensitivity,device,kind,manufacturer,model',
  ...[1, 2, 3, 4, 5, 6].map((n) => `Ducks,department,S${n},Wales,sensitive,C${n},camera,Hikvision,DS-2CD2042`),
  'Geese,department,G1,London,sensitive,G1,camera,Hikvision,DS-2CD2042',
)
const list = (...lines: string[]) => ({ bytes: Buffer.from(csv(...lines)), name: 'list.csv' })

async function estate(db: Database) {
  const deps = depsOf(db)
  await importText(deps, 'list.csv', ESTATE)
  const { organisations } = await loadEstate(db.read, 'everything')
  const idOf = (name: string) => organisations.find((one) => one.name === name)!.id
  const only = (name: string, region: string | null = null): Caller => {
    return { ...operator, scope: [{ organisationId: idOf(name), region }] }
  }
  const fundOf = async (code: string) => (await listFunds(db.read, 'everything')).find((fund) => fund.code === code)!
  return { deps, idOf, only, fundOf }
}
const approved = (pence: number, year = y26) => ({ financialYear: year, status: 'approved' as const, pence })

eachDialect('funds', (open) => {
  it('are made by an import for each organisation, as its own, and changed by who read the version that stands', async () => {
    const { deps, idOf, fundOf } = await estate(await open())
    const fund = await fundOf('DUCKS')
    expect(fund).toMatchObject({ class: 'unstated', organisationId: idOf('Ducks'), carryOver: 'none' })
    expect(fund.defaultOf).toEqual([{ id: idOf('Ducks'), name: 'Ducks' }])
    const change = { class: 'capital', carryOver: 'agreed', carryOverCapPence: 500 } as const
    const changed = await changeFund(deps, operator, { id: fund.id, version: 1, change })
    expect(changed).toMatchObject({ ...change, version: 2, name: 'Ducks' })
    const again = { id: fund.id, version: 1, change: { source: 'Grant' } }
    await expect(changeFund(deps, operator, again)).rejects.toMatchObject({ code: 'stale-version' })
    expect(await changeFund(deps, operator, { ...again, version: 2, change: {} })).toMatchObject({ version: 2 })
    const none = await changeFund(deps, operator, { id: fund.id, change: { carryOver: 'requested' } })
    expect(none).toMatchObject({ carryOver: 'requested', carryOverCapPence: null })
  })

  it('are refused where they contradict themselves, or would be one’s own and another’s too', async () => {
    const { deps, idOf } = await estate(await open())
    const add = (more: object) => addFund(deps, operator, { code: 'NEW', name: 'New', ...more })
    const code = async (doing: Promise<unknown>) =>
      doing.then(
        () => null,
        (error: { code: string }) => error.code,
      )
    expect(await code(add({ carryOver: 'agreed' }))).toBe('carry-over-sum')
    expect(await code(add({ carryOver: 'none', carryOverCapPence: 5 }))).toBe('carry-over-sum')
    expect(await code(add({ code: 'A=B' }))).toBe('bad-fund-code')
    expect(await code(add({ budgets: [approved(-1)] }))).toBe('absurd-amount')
    expect(await code(add({ budgets: [approved(1), approved(2)] }))).toBe('budget-twice')
    const { id } = await add({ budgets: [approved(1)], defaultOf: [idOf('Ducks'), idOf('Geese')] })
    expect(await code(add({}))).toBe('fund-exists')
    expect(await code(changeFund(deps, operator, { id, change: { organisationId: idOf('Ducks') } }))).toBe(
      'fund-in-use',
    )
  })

  it('keep every budget that was ever recorded; of a year and status the newest counts', async () => {
    const db = await open()
    const { deps, fundOf } = await estate(db)
    const { id } = await fundOf('DUCKS')
    await recordBudgets(deps, operator, { id, version: 1, budgets: [approved(100), approved(7, y27)] })
    const after = await recordBudgets(deps, operator, { id, version: 2, budgets: [approved(50)] })
    expect(after.budgets).toEqual([approved(50), approved(7, y27)])
    expect((await listBudgetHistory(db.read, id)).map(({ pence }) => pence).sort((a, b) => a - b)).toEqual([7, 50, 100])
    const same = await recordBudgets(deps, operator, { id, version: 3, budgets: [approved(50)] })
    expect(same.version).toBe(3)
  })

  it('are known to, and changed by, whoever acts for the organisations that use them', async () => {
    const db = await open()
    const { deps, only, idOf, fundOf } = await estate(db)
    const codes = async ({ scope }: Caller) => (await listFunds(db.read, scope)).map(({ code }) => code)
    expect(await codes(only('Ducks'))).toEqual(['DUCKS'])
    const { id } = await fundOf('DUCKS')
    const record = (caller: Caller) => recordBudgets(deps, caller, { id, budgets: [approved(1)] })
    await expect(record(only('Geese'))).rejects.toMatchObject({ code: 'unknown-fund-id' })
    await expect(record(only('Ducks', 'Wales'))).rejects.toMatchObject({ code: 'scope-too-narrow' })
    expect(await record(only('Ducks'))).toMatchObject({ version: 2 })
    await addFund(deps, operator, { code: 'SHARED', name: 'Shared', defaultOf: [idOf('Geese')] })
    const share = list('organisation,line_kind,fund,share_percent', 'Ducks,kit,SHARED,100')
    await expect(takeShares(deps, only('Ducks'), share)).rejects.toMatchObject({ code: 'bad-list' })
    await takeShares(deps, operator, share)
    expect(await codes(only('Ducks'))).toEqual(['DUCKS', 'SHARED'])
    const shared = await fundOf('SHARED')
    const both = recordBudgets(deps, only('Ducks'), { id: shared.id, budgets: [approved(1)] })
    await expect(both).rejects.toMatchObject({ code: 'scope-too-narrow' })
  })
})

eachDialect('lists of money', (open) => {
  it('are taken whole: every unknown code is named, and nothing is recorded', async () => {
    const db = await open()
    const { deps } = await estate(db)
    const budgets = list(
      'fund,financial_year,status,budget_pounds',
      'DUCKS,2026-27,approved,5',
      'GRANT,2026-27,approved,5',
    )
    await expect(takeBudgets(deps, operator, budgets)).rejects.toMatchObject({
      details: {
        complaints: [{ row: 3, column: 'fund', message: 'There is no fund "GRANT". The funds are: DUCKS, GEESE.' }],
      },
    })
    expect(await db.read.$count(db.read.t.fundBudgets)).toBe(0)
    const twice = list(
      'fund,financial_year,status,budget_pounds',
      'DUCKS,2026-27,approved,5',
      'DUCKS,2026-27,approved,6',
    )
    await expect(takeBudgets(deps, operator, twice)).rejects.toMatchObject({ details: { complaints: [{ row: 3 }] } })
    const shares = list(
      'organisation,site,line_kind,fund,share_percent',
      'Swans,,kit,DUCKS,100',
      'Ducks,S9,kit,GEESE,60',
    )
    await expect(takeShares(deps, operator, shares)).rejects.toMatchObject({ details: { total: 2 } })
    const half = list('organisation,line_kind,fund,share_percent', 'Ducks,kit,DUCKS,60', 'Geese,kit,DUCKS,100')
    await expect(takeShares(deps, operator, half)).rejects.toMatchObject({
      details: {
        complaints: [
          { row: 3, message: 'DUCKS is the fund of another organisation alone.' },
          { row: 2, message: 'Of kit: The shares add up to 60 %, and have to make 100 %.' },
        ],
      },
    })
  })

  it('change nothing when they are taken again', async () => {
    const { deps } = await estate(await open())
    const funds = list('fund,name,class,carry_over,agreed_carry_over_pounds', 'GRANT,Grant,capital,agreed,2500')
    const budgets = list('fund,financial_year,status,budget_pounds', 'GRANT,2026-27,approved,5')
    const shares = list('organisation,line_kind,fund,share_percent', 'Ducks,kit,GRANT,75', 'Ducks,kit,DUCKS,25')
    for (const changed of [1, 0]) {
      expect(await takeFunds(deps, operator, funds)).toEqual({ rows: 1, changed })
      expect(await takeBudgets(deps, operator, budgets)).toEqual({ rows: 1, changed })
      expect(await takeShares(deps, operator, shares)).toEqual({ rows: 2, changed: 2 * changed })
    }
  })

  it('replace all shares of an organisation that they name, and end none of another', async () => {
    const db = await open()
    const { deps } = await estate(db)
    const header = 'organisation,site,line_kind,fund,share_percent'
    await takeShares(deps, operator, list(header, 'Ducks,S1,kit,DUCKS,100', 'Geese,,kit,GEESE,100'))
    await takeShares(deps, operator, list(header, 'Ducks,,labour,DUCKS,100'))
    const { shares } = await readMoney(db.read, 'everything')
    expect(shares.map(({ fund, siteId, kind }) => [fund, siteId, kind])).toEqual([
      ['DUCKS', null, 'labour'],
      ['GEESE', null, 'kit'],
    ])
    expect(await db.read.$count(db.read.t.fundShares)).toBe(3)
  })
})

eachDialect('the ledger', (open) => {
  const header = 'document,reference,supplier,fund,financial_year,amount_pounds,purchase_order,order'
  it('takes a document once, and refuses one that says something else', async () => {
    const db = await open()
    const { deps } = await estate(db)
    const first = list(header, 'Purchase order,PO1,Acme,DUCKS,2026-27,1000,,', 'invoice,I1,Acme,DUCKS,2026-27,400,PO1,')
    expect(await importLedger(deps, operator, first)).toEqual({ rows: 2, added: 2, unchanged: 0, repeated: 0 })
    expect(await importLedger(deps, operator, first)).toEqual({ rows: 2, added: 0, unchanged: 2, repeated: 0 })
    const other = list(header, 'invoice,I2,Acme,DUCKS,2026-27,1,,', 'invoice,i1,ACME,DUCKS,2026-27,401,PO1,')
    await expect(importLedger(deps, operator, other)).rejects.toMatchObject({
      details: { total: 1, complaints: [{ row: 3, message: expect.stringContaining('on record with £400') }] },
    })
    expect(await db.read.$count(db.read.t.ledgerEntries)).toBe(2)
    const { funds } = await readPositions(db.read, 'everything')
    expect(funds.find(({ fund }) => fund.code === 'DUCKS')!.positions).toMatchObject([
      { financialYear: y26, actualPence: 40_000, committedPence: 60_000, overspentPence: 100_000 },
    ])
  })
})

eachDialect('a plan of several funds', (open) => {
  it('agrees to the penny: lines, draws, funds, years and positions, and takes what the ledger left', async () => {
    const db = await open()
    const { deps } = await estate(db)
    await decideSites(deps, operator, { sites: 'standing', choice: 'replace-now', reason: 'r', approvedBy: 'a' })
    await takeFunds(
      deps,
      operator,
      list(
        'fund,name,class,carry_over,agreed_carry_over_pounds',
        'CAP,Capital,capital,agreed,100',
        'REV,Revenue,revenue,,',
      ),
    )
    const shares = ['kit', 'labour', 'mobilisation', 'disposal'].flatMap((kind) =>
      kind === 'kit' ? [`Ducks,${kind},CAP,66.67`, `Ducks,${kind},DUCKS,33.33`] : [`Ducks,${kind},REV,100`],
    )
    await takeShares(deps, operator, list('organisation,line_kind,fund,share_percent', ...shares))
    await takeBudgets(
      deps,
      operator,
      list(
        'fund,financial_year,status,budget_pounds',
        ...['CAP', 'DUCKS', 'REV', 'GEESE'].flatMap((code) => [
          `${code},2026-27,approved,6000`,
          `${code},2027-28,approved,20000`,
        ]),
        'REV,2028-29,indicative,1',
      ),
    )
    const ledger = list(
      'document,reference,supplier,fund,financial_year,amount_pounds',
      'invoice,I1,Acme,CAP,2026-27,5000',
    )
    await importLedger(deps, operator, ledger)
    const { planId, summary } = await makePlan(deps, { startOn, weeks: 52, budgets: [] })
    const { problem, plan } = await getDocuments(db.read, await getPlan(db.read, 'everything', planId))
    expect(checkPlan(problem, plan)).toEqual([])
    expect(plan.unplaced).toEqual([])

    const orders = await listOrders(db.read, 'everything', { planId, rows: 1000 })
    const inYear = (pence: number | readonly number[], year: number) =>
      typeof pence === 'number' ? pence : pence[year]!
    let pence = 0
    for (const { legId, facts } of orders) {
      const job = problem.jobs.find(({ id }) => id === legId)!
      for (const year of [0, 1]) {
        const lines = facts.costLines.reduce((sum, line) => sum + inYear(penceByYear(line, 2), year), 0)
        expect(job.draws.reduce((sum, draw) => sum + inYear(draw.pence, year), 0)).toBe(lines)
      }
      pence += facts.costLines.reduce((sum, line) => sum + line.pence, 0)
    }
    const spent = plan.measures.spend.reduce((sum, row) => sum + row.pence, 0)
    expect(spent).toBe(pence)
    expect(summary.money.reduce((sum, { spentPence }) => sum + spentPence, 0)).toBe(spent)
    expect(new Set(plan.measures.spend.map(({ fundId }) => fundId))).toEqual(new Set(['CAP', 'DUCKS', 'REV', 'GEESE']))

    const { planId: current, funds } = await readPositions(db.read, 'everything')
    expect(current).toBe(planId)
    const positions = funds.flatMap(({ positions: years }) => years)
    expect(positions.reduce((sum, { plannedPence }) => sum + plannedPence, 0)).toBe(spent)
    const capital = funds.find(({ fund }) => fund.code === 'CAP')!.positions[0]!
    expect(capital).toMatchObject({
      financialYear: y26,
      approvedPence: 600_000,
      actualPence: 500_000,
      overspentPence: 0,
    })
    expect(capital.leftPence).toBe(100_000 - capital.plannedPence)
    expect(problem.funds.find(({ id }) => id === 'CAP')).toMatchObject({
      ...{ budgets: [{ financialYear: y26, pence: 100_000 }, { pence: 2_000_000 }] },
      ...{ carryOver: 'capped', carryOverCapPence: 10_000 },
    })
    const codes = summary.warnings.map(({ code }) => code)
    expect(codes).not.toContain('year-without-budget')
    expect(codes).not.toContain('fund-unused')
  })

  it('says which years have no money, and which money nobody may draw on', async () => {
    const { deps } = await estate(await open())
    await decideSites(deps, operator, { sites: 'standing', choice: 'replace-now', reason: 'r', approvedBy: 'a' })
    await addFund(deps, operator, { code: 'IDLE', name: 'Idle', budgets: [approved(5)] })
    const budgets = [{ fund: 'DUCKS', financialYear: y26, pence: 5_000_000 }]
    const { summary } = await makePlan(deps, { startOn, weeks: 52, budgets })
    const said = new Map(summary.warnings.map(({ code, message }) => [code, message]))
    expect(said.get('year-without-budget')).toBe('No budget counts for DUCKS in 2027-28: £0 there.')
    expect(said.get('fund-unused')).toContain('No organisation draws on IDLE')
    expect(said.get('no-budget')).toBe('Fund GEESE has no approved budget: £0 in every year.')
  })
})
