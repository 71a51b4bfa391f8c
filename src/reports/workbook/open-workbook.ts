// A plan as a workbook, or one sheet of it as CSV, streamed from one moment of the database.
import { recordRead } from '../../access/audit/record-read.ts'
import type { Caller } from '../../access/caller.ts'
import { fromSnapshot, type Reads } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { giveDecisions } from '../../directive/decisions/lists.ts'
import { getDocuments, getPlan } from '../../planning/get-plan.ts'
import { readPositionsWith } from '../../planning/funds/read-money.ts'
import { scopeOfPlan } from '../../planning/scenarios/store.ts'
import type { PlanRow } from '../../planning/store.ts'
import type { FundClass } from '../../shared/vocabulary.ts'
import { csvOf } from './csv.ts'
import {
  costSheet,
  decisionSheet,
  drawSheet,
  fundSheet,
  orderSheet,
  spendSheet,
  warningSheet,
  type SheetKey,
} from './sheets.ts'
import { summaryOf } from './summary.ts'
import type { Sheet } from './xlsx/sheet.ts'
import { writeWorkbook } from './xlsx/write-workbook.ts'

export interface WorkbookWish {
  readonly planId: string | undefined
  /** With sites, tiers, reasons and decisions: what two people agreed on. `takeUp` uses that up and puts it on record. */
  readonly named: { readonly takeUp: () => Promise<void> } | null
  /** This one alone, as CSV; left out: all, as a workbook. */
  readonly sheet?: SheetKey | undefined
}

type Decisions = Awaited<ReturnType<typeof giveDecisions>>

/** Pieces of the file. `onCount` is told before the first how many orders there are, or rows of the sheet. Throws `unknown-plan`, `no-plan`. */
export async function openWorkbook(
  deps: Deps,
  caller: Caller,
  wish: WorkbookWish & { marking: string; onCount: (rows: number) => void },
): Promise<AsyncGenerator<string | Buffer>> {
  const { planId, sheet, marking, onCount } = wish
  const named = wish.named !== null
  const { id } = await getPlan(deps.db.read, caller.scope, planId)
  const detail = { named, sheet: sheet ?? null }
  const onRecord = () => recordRead(deps, caller, { act: 'plan.exported', subjectKind: 'plan', subjectId: id, detail })
  // Of what the plan was made for, and no more: that is what the second person held and agreed on.
  const scope = await scopeOfPlan(deps.db.read, id)
  const decisions = named ? await giveDecisions(deps, { ...caller, scope }) : []
  async function* pieces(q: Reads): AsyncGenerator<string | Buffer> {
    const plan = await getPlan(q, caller.scope, id)
    const sheets = await sheetsOf(q, caller, { plan, named, decisions })
    await (wish.named?.takeUp ?? onRecord)()
    onCount(sheets[sheet ?? 'orders']!.rowCount)
    if (sheet !== undefined) return yield* csvOf(sheets[sheet]!, marking)
    yield* writeWorkbook(Object.values(sheets), { marking, summary: summaryOf(plan, { named }) })
  }
  return fromSnapshot(deps.db, pieces)
}

type Sheets = Partial<Record<SheetKey, Sheet>>

async function sheetsOf(
  q: Reads,
  { scope }: Pick<Caller, 'scope'>,
  { plan, named, decisions }: { plan: PlanRow; named: boolean; decisions: Decisions },
): Promise<Sheets> {
  const { funds } = await readPositionsWith(q, scope, plan)
  const documents = await getDocuments(q, plan)
  const classes = new Map(funds.map(({ fund }) => [fund.code, fund.class]))
  const classOf = (code: string): FundClass => classes.get(code) ?? 'unstated'
  return {
    orders: await (named ? orderSheet : costSheet)(q, scope, plan.id),
    spend: spendSheet(plan, classOf),
    draws: drawSheet(documents.problem, documents.plan, classOf),
    funds: fundSheet(funds),
    ...(named && { decisions: decisionSheet(decisions) }),
    warnings: warningSheet(plan, { named }),
  }
}
