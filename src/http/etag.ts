// Lost updates: an answer carries its row's version as an ETag, and an edit must name the version that it was made from.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../shared/failure.ts'

export function setEtag(reply: FastifyReply, version: number): void {
  void reply.header('etag', `"${version}"`)
}

/**
 * The version that the edit was made from. Throws `version-needed` (428) without If-Match and `stale-version` (412) for
 * one that no row can have; whether it is the row's own is for the use case to see, in the write that makes the edit.
 */
export function expectedVersion(request: FastifyRequest): number {
  const given = request.headers['if-match']
  if (given === undefined) {
    throw new Failure(
      'version-needed',
      'The edit does not say which version it was made from.',
      'Read it first, and send its ETag back as If-Match.',
    )
  }
  const [, version] = /^"(\d{1,15})"$/.exec(given) ?? []
  if (version === undefined) throw staleVersion()
  return Number(version)
}

/** What a use case throws when the row's version is not the expected one. */
export function staleVersion(): Failure {
  return new Failure(
    'stale-version',
    'It was changed after you read it, so the edit was not made.',
    'Read it again, and make the edit on what you find.',
  )
}
