// A list of crews as it is recorded.
import type { Caller } from '../../access/caller.ts'
import type { Reads } from '../../db/database.ts'
import type { ListComplaint, Listed } from '../../estate/lists/read-list.ts'
import { isSame, nextOf, unknownNames, type ListKind } from '../../estate/lists/record-list.ts'
import { keyOf } from '../../shared/text.ts'
import { listContractors } from '../contracts/store.ts'
import { calendarFor, CREW_COLUMNS, crewComplaints, repeatedNames } from './crew-list.ts'
import { isKnownTo, isWhollyOf, organisationNames } from './reach.ts'
import { insertCrews, newestCrews, type CrewRow } from './store.ts'

type Line = Listed<typeof CREW_COLUMNS>
type Fields = Omit<CrewRow, 'id' | 'version' | 'recordedAt' | 'recordedBy'>

export const crewList: ListKind<typeof CREW_COLUMNS, CrewRow> = {
  columns: CREW_COLUMNS,
  act: 'crews.recorded',
  subjectKind: 'crew',
  prefix: 'crw',
  insert: insertCrews,
  async decide(q, caller, { lines }) {
    const known = await knownTo(q, caller)
    return {
      complaints: [...repeatedNames(lines, 'crew'), ...lines.flatMap((line) => complaintsOf(line, known, caller))],
      drafts: () =>
        lines.map((line) => {
          const fields = fieldsOf(line, known)
          const before = known.crews.get(fields.nameKey)
          return {
            same: before !== undefined && isSame<Fields>(seenBy(before, known), fields),
            make: nextOf(fields, before),
          }
        }),
    }
  },
}

interface Known {
  /** Ids, by the key of their names. */
  readonly organisations: ReadonlyMap<string, string>
  readonly contractors: ReadonlyMap<string, string>
  readonly crews: ReadonlyMap<string, CrewRow>
}

async function knownTo(q: Reads, { scope }: Caller): Promise<Known> {
  const organisations = [...(await organisationNames(q, scope))].map(([id, name]) => [keyOf(name), id] as const)
  const contractors = (await listContractors(q)).map(({ id, name }) => [keyOf(name), id] as const)
  const crews = (await newestCrews(q)).map((row) => [row.nameKey, row] as const)
  return { organisations: new Map(organisations), contractors: new Map(contractors), crews: new Map(crews) }
}

function complaintsOf(line: Line, known: Known, { scope }: Caller): ListComplaint[] {
  const { row, contractor, organisations, name } = line
  const about = (column: string, message: string): ListComplaint => ({ row, column, message })
  const complaints = [
    ...crewComplaints(line),
    ...unknownNames({ row, column: 'organisations' }, organisations, known.organisations),
    ...unknownNames({ row, column: 'contractor' }, contractor === null ? [] : [contractor], known.contractors),
  ]
  if (complaints.length > 0 || scope === 'everything') return complaints
  const before = known.crews.get(keyOf(name))
  const fields = fieldsOf(line, known)
  // What they were shown of a crew that works for others too, they may send back.
  if (before && isKnownTo(scope, before) && isSame<Fields>(seenBy(before, known), fields)) return []
  if (before && !isWhollyOf(scope, before)) {
    return [about('crew', 'A crew of that name works for others too: someone who may act for all of them changes it.')]
  }
  return isWhollyOf(scope, fields)
    ? []
    : [about('organisations', 'It would work beyond what you may act for. Name organisations and regions of yours.')]
}

/** A version as the caller was shown it: without organisations that they do not know. */
function seenBy(row: CrewRow, { organisations }: Known): CrewRow {
  const theirs = new Set(organisations.values())
  return { ...row, organisationIds: row.organisationIds.filter((id) => theirs.has(id)) }
}

function fieldsOf({ row: _, organisations, contractor, ...line }: Line, known: Known): Fields {
  return {
    ...line,
    nameKey: keyOf(line.name),
    contractorId: contractor === null ? null : known.contractors.get(keyOf(contractor))!,
    organisationIds: [...new Set(organisations.map((one) => known.organisations.get(keyOf(one))!))],
    regions: [...new Set(line.regions)],
    actions: [...new Set(line.actions)],
    calendar: calendarFor(line)!,
  }
}
