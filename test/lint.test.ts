// A drizzle query without `await` never runs. This proves that the lint would see it: the mistake is written to a real
// file of the project's kind and linted with the project's own rules.
import { rmSync, writeFileSync } from 'node:fs'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const MISTAKE = `import type { Writes } from '../src/db/database.ts'
export async function forget(q: Writes) {
  q.delete(q.t.tokens)
}
`
const RIGHT = MISTAKE.replace('q.delete', 'await q.delete')

async function complaints(code: string): Promise<(string | null)[]> {
  const file = 'test/lint-proof.ts'
  writeFileSync(file, code)
  try {
    const [result] = await new ESLint().lintFiles(file)
    return result!.messages.map((message) => message.ruleId)
  } finally {
    rmSync(file)
  }
}

describe('the lint', () => {
  it('sees a query that is not awaited', async () => {
    expect(await complaints(MISTAKE)).toEqual(['@typescript-eslint/no-floating-promises'])
    expect(await complaints(RIGHT)).toEqual([])
  })
})
