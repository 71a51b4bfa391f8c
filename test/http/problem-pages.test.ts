import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readProblemMeanings } from '../../src/http/problem-pages.ts'
import { statusOf } from '../../src/http/problems.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'

const markdown = readFileSync('docs/problems.md', 'utf8')
const meanings = readProblemMeanings(markdown)
/** `new Failure('code'`, the readers' `refuse('code'`, and the failures of jobs. */
const thrown = new Set(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join('src', file), 'utf8'))
    .flatMap((text) => [
      ...text.matchAll(/(?:new Failure|\brefuse)\(\s*(?:\w[^,()']*\? *)?'([a-z0-9-]+)'/g),
      ...text.matchAll(/JobFailure \{\s*return \{\s*code: '([a-z0-9-]+)'/g),
    ])
    .map(([, code]) => code!),
)

describe('docs/problems.md', () => {
  it('lists every code that is thrown, and no other', () => {
    expect([...thrown].filter((code) => !meanings.has(code))).toEqual([])
    expect([...meanings.keys()].filter((code) => !thrown.has(code))).toEqual([])
  })

  it('has one well-formed line a code, in the order of the codes', () => {
    const lines = markdown.split('\n').filter((line) => /^\| [a-z0-9-]+ \| [\d–]/.test(line))
    expect(lines).toHaveLength(meanings.size)
    expect([...meanings.keys()]).toEqual([...meanings.keys()].sort())
  })

  it('says the status that the API answers with', () => {
    const wrong = [...meanings.values()].filter(({ code, status }) => status !== null && status !== statusOf(code))
    expect(wrong).toEqual([])
  })
})

describe('the type of a problem', () => {
  let request: Awaited<ReturnType<typeof buildTestApp>>['request']
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    ;({ request } = await buildTestApp(db, { routes: [] }))
    return close
  })

  it('leads to what it means and what to do, without a token', async () => {
    const problem = (await request({ url: '/nowhere' })).json<{ type: string }>()
    const answer = await request({ url: problem.type, token: null })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      code: 'no-such-route',
      status: 404,
      means: 'There is nothing at this address.',
      remedy: 'The reference at /docs lists every address.',
    })
  })

  it('is a page for a browser', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml' }
    const answer = await request({ url: '/problems/stale-version', token: null, headers })
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.body).toContain('<h1>stale-version</h1>')
    expect(answer.body).toContain('Read it again, and make the edit on what you find.')
  })

  it('is 404 for a code that is none', async () => {
    const answer = await request({ url: '/problems/<script>', token: null })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'unknown-problem'])
  })
})
