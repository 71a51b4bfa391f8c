// One vocabulary of column types, spelt once per dialect. `Kit` is the Postgres spelling, because its promise-returning
// queries are the truth that our code must respect; the SQLite spelling is cast to it. That is the only cast between
// dialects: what it wrongly allows on SQLite throws at once in the tests, which run on both.
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'
import type { Day, FinancialYear } from '../shared/day.ts'
import type { Sealed } from '../shared/sealed.ts'

const bytea = pg.customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'bytea' })
const blob = lite.customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'blob' })

export const postgresKit = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
  /** Lower-case text that sorts the same everywhere; the migrations add COLLATE "C". */
  id: () => pg.text(),
  text: () => pg.text(),
  /** The migrations repeat the values in a CHECK; those of orders, on PostgreSQL, in a domain. */
  oneOf: <const T extends readonly [string, ...string[]]>(values: T) =>
    pg.text({ enum: values as unknown as [string, ...string[]] }).$type<T[number]>(),
  integer: () => pg.integer(),
  /** bigint: £30 million in pence is more than an int4 holds. */
  pence: () => pg.bigint({ mode: 'number' }),
  flag: () => pg.boolean(),
  day: () => pg.date({ mode: 'string' }).$type<Day>(),
  financialYear: () => pg.text().$type<FinancialYear>(),
  /** Milliseconds on both dialects. */
  instant: () => pg.timestamp({ withTimezone: true, mode: 'date', precision: 3 }),
  /** Stored and returned whole, never queried into. json, not jsonb: jsonb reorders keys, and answers would differ. */
  json: <T>() => pg.json().$type<T>(),
  sealed: () => pg.text().$type<Sealed>(),
  /** Sealed text that stands in a column of JSON. */
  sealedJson: () => pg.json().$type<Sealed>(),
  bytes: () => bytea(),
}
export type Kit = typeof postgresKit

export const sqliteKit = {
  table: lite.sqliteTable,
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  primaryKey: lite.primaryKey,
  id: () => lite.text(),
  text: () => lite.text(),
  oneOf: (values: [string, ...string[]]) => lite.text({ enum: values }),
  integer: () => lite.integer(),
  pence: () => lite.integer(),
  flag: () => lite.integer({ mode: 'boolean' }),
  day: () => lite.text(),
  financialYear: () => lite.text(),
  instant: () => lite.integer({ mode: 'timestamp_ms' }),
  json: () => lite.text({ mode: 'json' }),
  sealed: () => lite.text(),
  sealedJson: () => lite.text({ mode: 'json' }),
  bytes: () => blob(),
} satisfies Record<keyof Kit, unknown> as unknown as Kit
