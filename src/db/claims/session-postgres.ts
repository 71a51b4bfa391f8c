// A connection on which several claims work at once. What they ask goes in one message as soon as all of them wait for an answer.
import type { PgTable } from 'drizzle-orm/pg-core'
import { types, type CustomTypesConfig, type PoolClient, type QueryConfig } from 'pg'
import type { InsertRows } from '../database.ts'
import { sendAll, type Answer, type Compiled, type Statement } from './message-postgres.ts'

type Row = Readonly<Record<string, unknown>>

export interface Session {
  /** So many who work; these statements go with what any of them asks first. In one message nothing runs after what failed. */
  begin(workers: number, first: readonly Statement[]): void
  /** One of them is done. */
  readonly leave: () => void
  /** Asks, when all who work do. */
  send(statements: readonly Asked[]): Promise<Answer[]>
  /** As drizzle asks a connection; what it does not read of the driver's answer is left out. */
  query(asked: QueryConfig | string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>
  readonly append: InsertRows
  /** For the end. */
  readonly appended: Map<PgTable, readonly Row[]>
  /** A message failed: we do not know which of its statements the server holds compiled, so nobody uses the connection again. */
  readonly failed: boolean
}

export interface Asked extends Statement {
  /** It is the same for all who ask it: in a message it is asked once, with the values of the first. */
  readonly once?: boolean
}

interface Sending {
  readonly statements: readonly Asked[]
  readonly resolve: (answers: Answer[]) => void
  readonly reject: (error: unknown) => void
}

/** What drizzle adds to the driver's own configuration of a query. */
type Query = QueryConfig & { readonly rowMode?: string }

export function sessionOn(client: PoolClient): Session {
  const compiled: Compiled = new Map()
  const appended = new Map<PgTable, readonly Row[]>()
  let first: readonly Statement[] = []
  let workers = 0
  let sending: Sending[] = []
  let failed = false
  const append: InsertRows = async (table, rows) => void appended.set(table, [...(appended.get(table) ?? []), ...rows])
  return {
    ...{ begin, leave, send, query, append, appended },
    get failed() {
      return failed
    },
  }

  function begin(count: number, statements: readonly Statement[]): void {
    workers = count
    first = statements
    appended.clear()
  }

  function leave(): void {
    workers--
    if (sending.length > 0 && sending.length >= workers) sendNow()
  }

  function send(statements: readonly Asked[]): Promise<Answer[]> {
    return new Promise((resolve, reject) => {
      sending.push({ statements, resolve, reject })
      if (sending.length >= workers) sendNow()
    })
  }

  function sendNow(): void {
    const all = sending
    const message: Asked[] = [...first]
    sending = []
    first = []
    const places = all.map(({ statements }) =>
      statements.map((asked) => {
        const known = asked.once ? message.findIndex(({ name }) => name === asked.name) : -1
        return known < 0 ? message.push(asked) - 1 : known
      }),
    )
    sendAll(client, compiled, message).then(
      (answers) => all.forEach(({ resolve }, i) => resolve(places[i]!.map((place) => answers[place]!))),
      (error: unknown) => {
        failed = true
        for (const { reject } of all) reject(error)
      },
    )
  }

  async function query(asked: Query | string, given: unknown[] = []) {
    const { name, text, rowMode, types: own = types }: Query = typeof asked === 'string' ? { text: asked } : asked
    if (name === undefined) {
      if (first.length > 0) await send([])
      return client.query(asked as QueryConfig, given)
    }
    // Of its own namespace: the driver holds statements under their bare names.
    const [answer] = await send([{ name: `c_${name}`, text, values: given.map(writtenOut) }])
    return { rows: rowMode === 'array' ? listsOf(answer!, own) : objectsOf(answer!, own) }
  }
}

function listsOf({ fields, rows }: Answer, { getTypeParser }: CustomTypesConfig): unknown[][] {
  const read = fields.map(({ dataTypeID }) => getTypeParser(dataTypeID, 'text') as (text: string) => unknown)
  return rows.map((row) => row.map((text, i) => (text === null ? null : read[i]!(text))))
}

export function objectsOf(answer: Answer, own: CustomTypesConfig): Record<string, unknown>[] {
  const names = answer.fields.map(({ name }) => name)
  return listsOf(answer, own).map((row) => Object.fromEntries(row.map((value, i) => [names[i]!, value])))
}

/** As the server reads it. */
export function writtenOut(value: unknown): string | null {
  if (value === null) return null
  if (value instanceof Date) return value.toISOString()
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value)
  throw new TypeError(`A claim's statement was given a value of type ${typeof value}, which is not written out.`)
}
