import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { Failure } from '../shared/failure.ts'

/** In place of a file's name. Only for commands that need nothing: they alone run in the process that was typed at. */
export const STDIN = '-'

/** Paths start from `cwd`. Throws `unreadable-file`, `not-json`, each with exit code 2. */
export async function readJson(cwd: string, file: string): Promise<unknown> {
  const name = file === STDIN ? 'Standard input' : file
  const read = file === STDIN ? text(process.stdin) : readFile(resolve(cwd, file), 'utf8')
  const content = await read.catch((error: unknown) => {
    throw new Failure('unreadable-file', `${name} cannot be read: ${why(error)}`, 'Check the path.', { exitCode: 2 })
  })
  try {
    return JSON.parse(content)
  } catch (error) {
    const hint = 'Give the file as Lenscap wrote it.'
    throw new Failure('not-json', `${name} is not JSON: ${why(error)}`, hint, { exitCode: 2 })
  }
}

function why(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
