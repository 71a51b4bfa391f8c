import { Client } from 'pg'
import { connectSqlite } from '../../src/db/sqlite.ts'

/** Runs statements past Lenscap, as whoever has the database and not the service does. */
export async function rawSql(source: string, ...statements: string[]): Promise<void> {
  if (!source.startsWith('postgres:')) {
    const c = connectSqlite(source)
    try {
      for (const statement of statements) c.exec(statement)
    } finally {
      c.close()
    }
    return
  }
  const c = new Client({ connectionString: source })
  await c.connect()
  try {
    for (const statement of statements) await c.query(statement)
  } finally {
    await c.end()
  }
}

/** Every value of the first column. */
export async function rawColumn(source: string, query: string): Promise<unknown[]> {
  if (!source.startsWith('postgres:')) {
    const c = connectSqlite(source)
    try {
      return c.prepare(query).pluck().all()
    } finally {
      c.close()
    }
  }
  const c = new Client({ connectionString: source })
  await c.connect()
  try {
    return (await c.query<unknown[]>({ text: query, rowMode: 'array' })).rows.map(([value]) => value)
  } finally {
    await c.end()
  }
}
