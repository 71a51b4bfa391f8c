// Several statements in one message to the server. Each message costs both sides more than most statements do: what it takes
// to send, to wake up for and to answer one. The driver has a place for such (Submittable, as its cursors use it); its own
// pipelining ends each statement by itself, so that what follows one that failed would run.
import type { Connection, FieldDef, PoolClient, Submittable } from 'pg'

/** Values as the server reads them. */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly (string | null)[]
}

/** Rows as the server says them, under the columns of the statement. */
export interface Answer {
  /** What was done: `UPDATE 3`, `COMMIT`. */
  readonly command: string
  readonly fields: readonly FieldDef[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** What one connection holds compiled: by name, the columns that it gives. */
export type Compiled = Map<string, readonly FieldDef[]>

/** Gives what each of them gives. Nothing runs after one that fails. */
export function sendAll(client: PoolClient, compiled: Compiled, statements: readonly Statement[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    client.query(new Message(statements, { compiled, resolve, reject }))
  })
}

interface Asked {
  readonly compiled: Compiled
  readonly resolve: (answers: Answer[]) => void
  readonly reject: (error: Error) => void
}

class Message implements Submittable {
  readonly #statements: readonly Statement[]
  readonly #asked: Asked
  readonly #answers: Answer[] = []
  #fields: readonly FieldDef[] | undefined
  #rows: (readonly (string | null)[])[] = []

  constructor(statements: readonly Statement[], asked: Asked) {
    this.#statements = statements
    this.#asked = asked
  }

  submit(connection: Connection): void {
    const sent = new Set<string>()
    // One write, and so one packet, for all of it.
    connection.stream.cork()
    for (const { name, text, values } of this.#statements) {
      const isNew = !this.#asked.compiled.has(name) && !sent.has(name)
      if (isNew) connection.parse({ name, text, types: [] }, true)
      connection.bind({ statement: name, values: [...values] }, true)
      if (isNew) connection.describe({ type: 'P', name: '' }, true)
      connection.execute({}, true)
      sent.add(name)
    }
    connection.sync()
    connection.stream.uncork()
  }

  handleRowDescription({ fields }: { fields: readonly FieldDef[] }): void {
    this.#fields = fields
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    this.#rows.push(fields)
  }

  handleCommandComplete({ text: command }: { text: string }): void {
    const { compiled } = this.#asked
    const { name } = this.#statements[this.#answers.length]!
    const fields = compiled.get(name) ?? this.#fields ?? []
    compiled.set(name, fields)
    this.#answers.push({ command, fields, rows: this.#rows })
    this.#fields = undefined
    this.#rows = []
  }

  handleReadyForQuery(): void {
    this.#asked.resolve(this.#answers)
  }

  handleError(error: Error): void {
    this.#asked.reject(error)
  }
}
