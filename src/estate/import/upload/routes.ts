import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Static } from 'typebox'
import type { Routes } from '../../../http/plugin.ts'
import { asFailure, FORM, receiveForm } from '../../../http/protocol/form-body.ts'
import { readFields } from '../../../http/validation.ts'
import { accepted } from '../../../jobs/routes.ts'
import { JobReply } from '../../../jobs/schema.ts'
import { day } from '../../../shared/day.ts'
import { refuse } from '../../readers/refuse.ts'
import type { ImportInput } from '../asked.ts'
import { checkLength, receiveFile } from './receive-file.ts'
import { ImportQuery } from './schema.ts'

/** What an inventory may be sent as; what it is, is told from its content. */
const MEDIA_TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'text/plain',
  'text/xml',
  'application/xml',
  'application/geo+json',
  'application/json',
  'application/x-ndjson',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
  FORM,
]
/** As long as any request may take (app.ts): a file comes as fast as its line. */
const UPLOAD_TIMEOUT_MS = 300_000

/** `uploads` is the folder where a file that was sent waits for its import; it is made when first needed. */
export function importRoutesIn(uploads: string): Routes {
  return async (app, { ids, jobs }) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(MEDIA_TYPES, (_request, payload, done) => done(null, payload))

    app.post(
      '/imports',
      {
        config: { roles: ['programme', 'estate'] },
        handlerTimeout: UPLOAD_TIMEOUT_MS,
        schema: {
          tags: ['estate'],
          summary: 'Import an inventory of up to 1 GB, as the body or in a form; its format is told by its content',
          consumes: MEDIA_TYPES,
          querystring: ImportQuery,
          response: { 202: JobReply },
        },
      },
      async ({ query, body, headers, caller }, reply) => {
        const file = join(uploads, ids.next('upl'))
        checkLength(Number(headers['content-length'] ?? 0))
        try {
          const sent = { body: body as Readable | undefined, type: headers['content-type'] ?? '', query }
          const options = await takeFile(sent, file).catch((error: unknown) => {
            throw asFailure(error)
          })
          return accepted(reply, await jobs.submit(caller, 'import', inputOf(options, file)))
        } catch (error) {
          await rm(file, { force: true })
          throw error
        }
      },
    )
  }
}

type Options = Static<typeof ImportQuery>

interface Sent {
  readonly body: Readable | undefined
  readonly type: string
  readonly query: Options
}

/** The options: what a form's fields say wins over the address. Throws `empty-file`, and what the receivers throw. */
async function takeFile({ body, type, query }: Sent, file: string): Promise<Options> {
  if (!body) throw refuse('empty-file', 'The request has no body.', 'Send the file as the body.')
  if (!type.toLowerCase().startsWith(FORM)) {
    await receiveFile(body, file)
    return query
  }
  const { fields, fileName } = await receiveForm(body, type, (part) => receiveFile(part, file))
  if (fileName === undefined) throw refuse('empty-file', 'The form has no file.', 'Send one part with a file name.')
  return readFields(ImportQuery, { ...(fileName !== '' && { fileName }), ...query, ...fields })
}

function inputOf(options: Options, file: string): ImportInput {
  const { fileName = 'the file', asOf, map = [], ...rest } = options
  const pairs = map.map((text) => [text.slice(0, text.indexOf('=')).trim(), text.slice(text.indexOf('=') + 1).trim()])
  return {
    ...rest,
    file,
    fileName,
    removeAfter: true,
    ...(asOf !== undefined && { asOf: day(asOf) }),
    ...(pairs.length > 0 && { map: Object.fromEntries(pairs) as Record<string, string> }),
  }
}
