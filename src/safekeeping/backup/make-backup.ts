// A backup of a running service: everything in its database as of one moment, compressed and encrypted, into one file.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { auditEntry, record } from '../../access/audit.ts'
import { findLastSeal } from '../../access/audit/store.ts'
import type { JobHandler } from '../../jobs/job.ts'
import { Failure } from '../../shared/failure.ts'
import { encrypt } from './container.ts'
import { frame } from './frames.ts'

export interface BackupInput {
  /** Absolute. */
  readonly file: string
  /** Of Lenscap. */
  readonly version: string
  /** The number of the newest migration that this version knows. */
  readonly migration: number
}

export interface MadeBackup {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly createdAt: string
}

/** Big pieces: half the number of tags and turns of 32 kB, and still little to hold. */
const PIECE = 65_536

/** Throws `file-exists`. Nothing is in the place of the file until all of it is. */
export const makeBackup: JobHandler<BackupInput, MadeBackup> = async (deps, { file, ...versions }, context) => {
  const { db, clock, ids } = deps
  if (existsSync(file)) {
    throw new Failure('file-exists', `There is a file ${file} already.`, 'Name another; backups are not overwritten.')
  }
  const partial = `${file}.partial`
  const createdAt = clock.now().toISOString()
  const { number, hash } = await findLastSeal(db.read)
  const manifest = { ...versions, dialect: db.dialect, createdAt, audit: { number, hash } }
  const secret = ids.secret() + ids.secret()
  let written = 0
  try {
    await pipeline(
      frame(db.dump(), manifest),
      createGzip({ chunkSize: PIECE }),
      (chunks: AsyncIterable<Buffer>) => encrypt(chunks, { sealer: db.read.sealer, secret }),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          written += chunk.length
          context.report({ done: written, total: null, doing: 'writing the backup' })
          yield chunk
        }
      },
      createWriteStream(partial, { mode: 0o600, flush: true }),
      { signal: context.signal },
    )
    const made = { file, bytes: written, sha256: await sha256Of(partial), createdAt }
    renameSync(partial, file)
    const entry = auditEntry(deps, context.caller, { act: 'backup.made', subjectKind: 'backup' })
    await db.write((q) => record(q, entry, made))
    return made
  } finally {
    rmSync(partial, { force: true })
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
