// Every sealed column that there is: a rotation re-wraps these, and a key may be retired when none of them needs it. A
// test compares the list with db/tables.ts. What a text is sealed for is `TABLE.column:ROW` everywhere.
import type { Tables } from '../db/tables.ts'

export interface SealedColumn {
  readonly table: keyof Tables
  readonly column: string
  /** The columns that name a row. */
  readonly by: readonly string[]
}

const BY_ID = ['id']

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...columns('auditEntries', ['detail']),
  ...columns('people', ['login', 'totpSecret']),
  ...columns('requests', ['payload']),
  ...columns('sites', ['limbs', 'address', 'accessNotes', 'contacts']),
  ...columns('siteDesignations', ['limbs']),
  ...columns('siteFacts', ['interimCover']),
  ...columns('devices', ['place']),
  ...columns('contractors', ['contact']),
  ...columns('orderEvents', ['detail']),
  ...columns('engineers', ['name']),
  ...columns('engineerApprovals', ['reason']),
  ...columns('gateRecords', ['detail']),
  ...columns('orderWaits', ['why']),
  ...columns('visitReports', ['report', 'judgedReason']),
  ...columns('contactAttempts', ['detail']),
  ...columns('variations', ['detail']),
  ...columns('variationAnswers', ['reason'], ['variationId']),
  ...columns('orderDeclines', ['reason']),
  ...columns('deviceOutcomes', ['told']),
  ...columns('foundDevices', ['told']),
  ...columns('removalApprovals', ['reason'], ['orderId', 'deviceId']),
  ...columns('disposals', ['note']),
  ...columns('imports', ['input', 'report']),
  ...columns('jobs', ['input', 'result', 'failure']),
  ...columns('keptAnswers', ['answer'], ['principalId', 'route', 'keyHash']),
]

function columns(table: keyof Tables, names: readonly string[], by: readonly string[] = BY_ID): SealedColumn[] {
  return names.map((column) => ({ table, column, by }))
}
