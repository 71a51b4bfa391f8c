// Companies, and the organisations that use contracts, as they are recorded.
import type { Caller } from '../../access/caller.ts'
import { isSame, nextOf, unknownNames, type ListKind } from '../../estate/lists/record-list.ts'
import { Failure } from '../../shared/failure.ts'
import { keyOf } from '../../shared/text.ts'
import { repeatedNames } from '../crews/crew-list.ts'
import { isWhollyOf, organisationNames } from '../crews/reach.ts'
import { CONTRACTOR_COLUMNS, contractorComplaints, USE_COLUMNS } from './lists.ts'
import * as store from './store.ts'

export type Fields<Row> = Omit<Row, 'id' | 'version' | 'recordedAt' | 'recordedBy'>

/** `decide` throws `scope-too-narrow`: what is noted of a company holds for all that it works for. */
export const contractorList: ListKind<typeof CONTRACTOR_COLUMNS, store.NewContractorRow> = {
  columns: CONTRACTOR_COLUMNS,
  act: 'contractors.recorded',
  subjectKind: 'contractor',
  prefix: 'con',
  insert: store.insertContractors,
  async decide(q, caller, { lines, ids }) {
    refuseParts(caller)
    const rows = new Map((await store.newestContractors(q)).map((row) => [row.nameKey, row]))
    // A company may name a subcontractor that comes with the same list.
    const idOf = new Map([
      ...lines.map(({ name }, i) => [keyOf(name), ids[i]!] as const),
      ...[...rows].map(([key, { contractorId }]) => [key, contractorId] as const),
    ])
    const complaints = lines.flatMap((line) => [
      ...contractorComplaints(line),
      ...unknownNames({ row: line.row, column: 'subcontractors' }, line.subcontractors, idOf),
    ])
    const drafts = () =>
      lines.map(({ row: _, subcontractors, ...line }) => {
        const nameKey = keyOf(line.name)
        const before = rows.get(nameKey)
        const subcontractorIds = [...new Set(subcontractors.map((name) => idOf.get(keyOf(name))!))]
        const fields: Fields<store.NewContractorRow> = {
          ...{ ...line, nameKey, subcontractorIds },
          contractorId: idOf.get(nameKey)!,
        }
        const same = before !== undefined && isSame(store.unsealed(q, before), fields)
        return { same, make: nextOf(fields, before) }
      })
    return { complaints: [...repeatedNames(lines, 'contractor'), ...complaints], drafts }
  },
}

export const useList: ListKind<typeof USE_COLUMNS, store.ContractUseRow> = {
  columns: USE_COLUMNS,
  act: 'contract-uses.recorded',
  subjectKind: 'organisation',
  prefix: 'use',
  insert: store.insertUses,
  async decide(q, { scope }, { lines }) {
    const rows = new Map((await store.newestUses(q)).map((row) => [row.organisationId, row]))
    const whole = [...(await organisationNames(q, scope))].filter(([id]) =>
      isWhollyOf(scope, { organisationIds: [id], regions: [] }),
    )
    const idOf = new Map(whole.map(([id, name]) => [keyOf(name), id]))
    const named = lines.map(({ row, organisation: name }) => ({ row, name }))
    const column = 'organisation'
    return {
      complaints: [
        ...repeatedNames(named, column),
        ...named.flatMap(({ row, name }) => unknownNames({ row, column }, [name], idOf)),
      ],
      drafts: () =>
        lines.map(({ organisation, usesContracts }) => {
          const organisationId = idOf.get(keyOf(organisation))!
          const before = rows.get(organisationId)
          const same = (before?.usesContracts ?? false) === usesContracts
          return { same, make: nextOf({ organisationId, usesContracts }, before) }
        }),
    }
  },
}

function refuseParts({ scope }: Caller): void {
  if (scope === 'everything') return
  throw new Failure(
    'scope-too-narrow',
    'What is recorded of a company holds for everyone, and you may act in a part of the estate.',
    'Ask someone who may act everywhere.',
  )
}
