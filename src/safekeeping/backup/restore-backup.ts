// A backup is put back in two readings: the first checks all of it and changes nothing, the second restores.
import { createReadStream, existsSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Writable } from 'node:stream'
import { auditEntry, record } from '../../access/audit.ts'
import type { AppendAnchor } from '../../access/audit/anchors.ts'
import type { Caller } from '../../access/caller.ts'
import type { Reads, Writes } from '../../db/database.ts'
import type { Part } from '../../db/dump/part.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../shared/failure.ts'
import type { Sealer } from '../../shared/sealed.ts'
import { decrypt } from './container.ts'
import { unframe, type Manifest } from './frames.ts'
import { revokeAll } from './store.ts'

/** Who else wanted it, or why nobody could be asked. */
export type Agreed = { readonly approvedBy: string } | { readonly alone: string }

export interface RestoreTo {
  readonly dialect: Manifest['dialect']
  readonly sealer: Sealer
  readonly clock: Deps['clock']
  readonly ids: Deps['ids']
  readonly caller: Caller
  /** Given what was restored, before anyone can see it; what it throws leaves everything as it was. */
  agree(restored: Reads): Promise<Agreed>
  /** Puts the parts in the database's place, or changes nothing and throws. */
  restore(parts: AsyncIterable<Part>, how: { migration: number; finish: (q: Writes) => Promise<void> }): Promise<void>
  readonly anchor: AppendAnchor
}

/** Reads all of the file and says what it is. Throws `no-backup`, `not-a-backup`, `backup-damaged`, `cannot-unseal`. */
export async function checkBackup(file: string, sealer: Sealer): Promise<Manifest> {
  let manifest: Manifest | undefined
  for await (const { bytes } of partsIn(file, sealer, (found) => (manifest = found))) {
    for await (const chunk of bytes) void chunk
  }
  return manifest!
}

/** As checkBackup; `other-dialect`, and what the database says. */
export async function restoreBackup(file: string, to: RestoreTo): Promise<Manifest> {
  const manifest = await checkBackup(file, to.sealer)
  if (manifest.dialect !== to.dialect) {
    const hint = 'Restore into a database of its own kind: see DATABASE_URL.'
    throw new Failure('other-dialect', `The backup is of ${manifest.dialect}, and this is ${to.dialect}.`, hint)
  }
  const { audit, migration, createdAt } = manifest
  const act = { act: 'service.restored', subjectKind: 'backup' }
  const entry = auditEntry(to, to.caller, act)
  const finish = async (q: Writes) => {
    const agreed = await to.agree(q)
    const revoked = await revokeAll(q, entry.at)
    await record(q, entry, { createdAt, ...agreed, ...revoked })
  }
  await to.restore(
    partsIn(file, to.sealer, () => {}),
    { migration, finish },
  )
  // What was anchored later belongs to what is no longer there.
  if (audit.number > 0) await to.anchor({ ...audit, at: entry.at.toISOString(), restored: true })
  return manifest
}

async function* partsIn(file: string, sealer: Sealer, onManifest: (manifest: Manifest) => void): AsyncGenerator<Part> {
  if (!existsSync(file)) throw new Failure('no-backup', `There is no file ${file}.`, 'Name a file of lenscap backup.')
  const gunzip = createGunzip()
  const unpacked = pipeline(
    createReadStream(file),
    (chunks: AsyncIterable<Buffer>) => decrypt(chunks, sealer),
    gunzip as unknown as Writable,
  )
  // Its error reaches whoever reads from `gunzip`, too.
  unpacked.catch(() => {})
  yield* unframe(gunzip, onManifest)
  await unpacked
}
