// Takes an extract of finance's own system. A document is taken once: the same extract again changes nothing, and one that
// says something else of a document is refused, for what was booked is not rewritten but taken back.
import { auditEntry, record } from '../../../access/audit.ts'
import type { Caller } from '../../../access/caller.ts'
import type { Scope } from '../../../access/scope.ts'
import type { Reads } from '../../../db/database.ts'
import type { Deps } from '../../../deps.ts'
import { financialYearIn, oneOf, optional, pounds, text, type RowOf } from '../../../estate/lists/fields.ts'
import { badList, readList, type ListComplaint, type Listed } from '../../../estate/lists/read-list.ts'
import { sayPence } from '../../../shared/money.ts'
import { keyOf } from '../../../shared/text.ts'
import { LEDGER_KINDS } from '../../../shared/vocabulary.ts'
import { isHeld, refuseBeyond } from '../change-fund.ts'
import { MOST_PENCE } from '../fund.ts'
import { unknownFunds, type SentList } from '../lists.ts'
import { listFunds, listUsers } from '../store.ts'
import { amountFault } from './ledger.ts'
import * as store from './store.ts'

export const LEDGER_COLUMNS = {
  kind: oneOf('document', LEDGER_KINDS),
  reference: text('reference'),
  supplier: text('supplier'),
  fund: text('fund'),
  financialYear: financialYearIn('financial_year'),
  pence: pounds('amount_pounds', { leastPence: -MOST_PENCE, mostPence: MOST_PENCE }),
  purchaseOrder: optional(text('purchase_order')),
  orderRef: optional(text('order')),
}
export type LedgerRow = RowOf<typeof LEDGER_COLUMNS>
type Row = Listed<typeof LEDGER_COLUMNS>

export interface LedgerTaken {
  readonly rows: number
  /** Lines of documents that were not on record. */
  readonly added: number
  /** On record already, the same in amount. */
  readonly unchanged: number
  /** Said before in the same list. */
  readonly repeated: number
}

/** Throws `bad-list`, `scope-too-narrow`. */
export async function importLedger(deps: Deps, caller: Caller, { bytes, name }: SentList): Promise<LedgerTaken> {
  const rows = await readList(bytes, name, LEDGER_COLUMNS)
  const made = rows.map(() => deps.ids.next('led'))
  const entry = auditEntry(deps, caller, { act: 'ledger.imported', subjectKind: 'fund' })
  return deps.db.write(async (q) => {
    const funds = await listFunds(q, caller.scope)
    const onRecord = await store.listDocuments(q, [...new Set(rows.map(({ supplier }) => keyOf(supplier)))])
    const { fresh, complaints, ...counts } = compareLedger(rows, onRecord)
    complaints.unshift(...unknownFunds(rows, funds))
    if (complaints.length > 0) throw badList(name, complaints, LEDGER_COLUMNS)
    const byCode = new Map(funds.map((fund) => [fund.code, fund]))
    for (const code of new Set(fresh.map(({ fund }) => fund))) {
      const fund = byCode.get(code)!
      refuseBeyond(caller.scope, await listUsers(q, fund), fund)
    }
    const recorded = { recordedAt: entry.at, recordedBy: caller.principalId }
    const entries = fresh.map(({ row: _, fund, ...line }, at) => {
      const keys = { supplierKey: keyOf(line.supplier), referenceKey: keyOf(line.reference) }
      return { ...line, ...keys, ...recorded, id: made[at]!, fundId: byCode.get(fund)!.id }
    })
    await store.insertEntries(q, entries)
    if (entries.length > 0) await record(q, entry, { rows: fresh })
    return { rows: rows.length, added: entries.length, ...counts }
  })
}

/** The documents of funds that the caller holds every user of, oldest first. */
export async function listedLedger(q: Reads, scope: Scope): Promise<LedgerRow[]> {
  const codes = new Map<string, string>()
  for (const fund of await listFunds(q, scope)) {
    if (isHeld(scope, await listUsers(q, fund))) codes.set(fund.id, fund.code)
  }
  const entries = await store.listEntries(q, [...codes.keys()])
  return entries.map(({ fundId, ...line }) => ({ ...line, fund: codes.get(fundId)! }))
}

interface DocumentLine {
  readonly kind: string
  readonly supplierKey: string
  readonly referenceKey: string
  readonly fund: string
  readonly financialYear: string
  readonly pence: number
}

/**
 * Rows against what is on record. A document may have a line for each of several funds and years; once it is on record it
 * has those that it had then. Pure.
 */
export function compareLedger(rows: readonly Row[], onRecord: readonly DocumentLine[]) {
  const lines = new Map(onRecord.map((line) => [lineKey(line), line.pence]))
  const documents = new Set(onRecord.map(documentKey))
  const seen = new Map<string, Row>()
  const complaints: ListComplaint[] = []
  const fresh: Row[] = []
  let unchanged = 0
  let repeated = 0
  for (const one of rows) {
    const document = { ...one, supplierKey: keyOf(one.supplier), referenceKey: keyOf(one.reference) }
    const [key, before] = [lineKey(document), seen.get(lineKey(document))]
    const fault = amountFault(one)
    const pence = lines.get(key)
    const complain = (message: string) => complaints.push({ row: one.row, column: 'amount_pounds', message })
    if (fault !== undefined) complain(fault)
    else if (before && before.pence !== one.pence) complain(`Row ${before.row} says ${sayPence(before.pence)} of it.`)
    else if (before) repeated++
    else if (pence !== undefined && pence !== one.pence) complain(`It is on record with ${sayPence(pence)}. ${REBOOK}`)
    else if (pence !== undefined) unchanged++
    else if (documents.has(documentKey(document))) complain(`It is on record for another fund or year. ${REBOOK}`)
    else fresh.push(one)
    if (!before) seen.set(key, one)
  }
  return { fresh, complaints, unchanged, repeated }
}

const REBOOK = 'What is booked is not rewritten: book what changed under a reference of its own.'

function documentKey({ kind, supplierKey, referenceKey }: Omit<DocumentLine, 'fund' | 'financialYear' | 'pence'>) {
  return `${kind}\n${supplierKey}\n${referenceKey}`
}

function lineKey(line: Omit<DocumentLine, 'pence'>): string {
  return `${documentKey(line)}\n${line.fund}\n${line.financialYear}`
}
