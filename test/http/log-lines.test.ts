import { DrizzleQueryError } from 'drizzle-orm/errors'
import { describe, expect, it } from 'vitest'
import { sayError } from '../../src/http/protocol/log-lines.ts'

describe('an error in the log', () => {
  const refused = Object.assign(new Error('duplicate key value violates "devices_identity_key"'), {
    code: '23505',
    detail: 'Key (identity)=(PLANTED) already exists.',
  })
  const failed = new DrizzleQueryError('insert into devices', ['PLANTED', 'PLANTED\n    at PLANTED'], refused)

  it('says what failed and where, and none of the values that it failed on', () => {
    const said = sayError(failed)
    expect(said).toMatchObject({ message: 'Failed query: insert into devices', cause: { code: '23505' } })
    expect(said.stack).toMatch(/^at .*log-lines\.test\.ts/)
    expect(JSON.stringify(said)).not.toContain('PLANTED')
  })

  it('says so too when it comes from a worker thread', () => {
    const said = sayError(structuredClone(failed))
    expect(said.cause?.message).toContain('duplicate key')
    expect(said.stack).toMatch(/^at .*log-lines\.test\.ts/)
    expect(JSON.stringify(said)).not.toContain('PLANTED')
  })
})
