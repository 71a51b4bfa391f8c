// Where the `type` of a problem leads: what its code means and what to do, from docs/problems.md, as a page or as JSON.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Failure } from '../shared/failure.ts'

/** One line of docs/problems.md. */
export interface ProblemMeaning {
  readonly code: string
  /** Null: only commands, jobs and starts meet it. */
  readonly status: number | null
  readonly means: string
  readonly remedy: string
}

const LINE = /^\| ([a-z0-9-]+) \| (\d{3}|–) \| (.+?) \| (.+?) \|$/

/** The table of docs/problems.md, by code. */
export function readProblemMeanings(markdown: string): ReadonlyMap<string, ProblemMeaning> {
  const meanings = markdown.split('\n').flatMap((line): ProblemMeaning[] => {
    const [, code, status, means, remedy] = LINE.exec(line) ?? []
    if (code === undefined || means === undefined || remedy === undefined) return []
    return [{ code, status: status === '–' ? null : Number(status), means, remedy }]
  })
  return new Map(meanings.map((meaning) => [meaning.code, meaning]))
}

export function addProblemPages(app: FastifyInstance, meanings: ReadonlyMap<string, ProblemMeaning>): void {
  const schema = { hide: true, params: Type.Object({ code: Type.String() }) }
  app.get<{ Params: { code: string } }>(
    '/problems/:code',
    { schema, config: { public: true } },
    async (request, reply) => {
      const meaning = meanings.get(request.params.code)
      if (!meaning) throw unknownProblem(request.params.code)
      if (!/\btext\/html\b/.test(request.headers.accept ?? '')) return meaning
      return reply.type('text/html; charset=utf-8').send(pageOf(meaning))
    },
  )
}

function unknownProblem(code: string): Failure {
  return new Failure('unknown-problem', `There is no problem ${code}.`, 'docs/problems.md lists them all.')
}

function pageOf({ code, status, means, remedy }: ProblemMeaning): string {
  const answered = status === null ? 'met by commands, jobs and starts' : `answered with status ${status}`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${code} – Lenscap</title>
<h1>${code}</h1>
<p>${escapeHtml(means)}</p>
<p><strong>What to do:</strong> ${escapeHtml(remedy)}</p>
<p>This problem is ${answered}.</p>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
