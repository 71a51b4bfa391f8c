import { describe, expect, it } from 'vitest'
import { readMigrations } from '../../src/db/migrate.ts'

describe('migrations', () => {
  it('have the same numbers and names for both dialects', () => {
    const names = (dialect: string) => readMigrations(`migrations/${dialect}`).map((m) => m.name)
    expect(names('sqlite')).toEqual(names('postgres'))
  })
})
