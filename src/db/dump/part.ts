// A database as a stream of named parts, for a backup. What a part holds is the dialect's own affair: a SQLite file is
// one part, a PostgreSQL table is one part with a row as JSON on each line.
export interface Part {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}
