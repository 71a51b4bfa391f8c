// What is found of a device is mostly what is found of a thousand others: its words and evidence are stored once, under a
// hash of them, and each finding names them.
import type { Tables } from '../../db/tables.ts'
import type { Finding } from '../../register/recognise.ts'
import { sha256 } from '../../shared/hash.ts'

export type FindingRow = Tables['findings']['$inferSelect']

/** Half of the hash, 128 bits: two texts that share it are not to be met with. */
const ID_LENGTH = 32

/** Findings are never changed, and those that say the same are mostly one object. */
const known = new WeakMap<Finding, string>()

/** The same for findings that say the same. */
export function findingTextId(finding: Finding): string {
  const id = known.get(finding) ?? sha256(JSON.stringify(finding)).slice(0, ID_LENGTH)
  known.set(finding, id)
  return id
}

/** What was found of a device, when and by whom. */
export interface NewFinding extends Pick<
  FindingRow,
  'id' | 'organisationId' | 'deviceId' | 'recordedAt' | 'recordedBy'
> {
  readonly finding: Finding
}

export function findingRow({ finding, ...found }: NewFinding): FindingRow {
  const { state, manufacturerId, registerVersion } = finding
  return { ...found, state, manufacturerId, textId: findingTextId(finding), registerVersion }
}
