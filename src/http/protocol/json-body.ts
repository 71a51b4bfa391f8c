// JSON bodies nest as deep as this API's own schemas, and little more: what nests deeper is an attack on whatever walks
// it, so it is refused before it is parsed.
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../shared/failure.ts'

/** The deepest body of this API nests four deep; GeoJSON, which is not read here, eight. */
const DEEPEST = 32

export function limitJsonDepth(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) => {
    if (text.includes('\\u0000')) return done(nulByte())
    if (depthOf(text) <= DEEPEST) return void parse(request, text, done)
    const detail = `The body nests deeper than ${DEEPEST} lists and objects.`
    done(new Failure('too-deep', detail, 'No body of this API needs that: check how it was made.'))
  })
}

/** PostgreSQL keeps no NUL in a text, so that it is refused in addresses too, on both dialects alike. */
export function refuseNul(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ url }) => {
    if (url.includes('%00')) throw nulByte()
  })
}

function nulByte(): Failure {
  return new Failure('nul-byte', 'The request holds a NUL character.', 'Send text without it.')
}

/** How deep the text's brackets nest, those within its strings left out. In proportion to its length. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = endOfString(text, at)
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth--
  }
  return deepest
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return text.length
}
