// A body that is a form with one file in it (RFC 7578). The file passes through; only the fields are held.
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { Failure } from '../../shared/failure.ts'

export const FORM = 'multipart/form-data'

export interface Form {
  /** A field that is there several times is a list. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  /** As the form has it; undefined without a file. */
  readonly fileName: string | undefined
}

/** Fifty columns to map and every option, twice over; no option is longer than a name and a column's. */
const LIMITS = { fields: 150, fieldSize: 4000, parts: 200, headerPairs: 20, headerSize: 8000 }

/**
 * `take` has read or destroyed the file when it settles; what it throws is thrown. Throws `bad-form`, `upload-cut`: by
 * then nothing reads the file any more.
 */
export async function receiveForm(
  body: Readable,
  contentType: string,
  take: (file: Readable) => Promise<void>,
): Promise<Form> {
  const form = readForm(contentType)
  const refuse = (message: string) => void form.destroy(badForm(message))
  const fields = new Map<string, string[]>()
  let received: { fileName: string; part: Readable; taken: Promise<void> } | undefined
  form.on('field', (name: string, value: string, _nameCut: boolean, valueCut: boolean) => {
    if (valueCut) refuse(`The field "${name.slice(0, 50)}" is too long; a file needs a file name.`)
    fields.set(name, [...(fields.get(name) ?? []), value])
  })
  form.on('file', (_name: string, part: Readable, fileName: string) => {
    if (received) return refuse('The form has more than one file.')
    // The reader of forms tells a part of its early end a second time, when nobody may listen any more.
    part.on('error', () => undefined)
    received = { fileName, part, taken: take(part) }
    received.taken.catch((error: Error) => form.destroy(error))
  })
  form.on('fieldsLimit', () => refuse('The form has too many fields.'))
  form.on('partsLimit', () => refuse('The form has too many parts.'))
  try {
    await pipeline(body, form)
    await received?.taken
  } catch (error) {
    received?.part.destroy()
    await received?.taken.catch(() => undefined)
    throw asFailure(error, badForm('The body is not a form that ends where it should.'))
  }
  const given = [...fields].map(([name, values]) => [name, values.length === 1 ? values[0]! : values])
  return { fields: Object.fromEntries(given) as Form['fields'], fileName: received?.fileName }
}

function readForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType } as BusboyHeaders, limits: LIMITS })
  } catch {
    throw badForm('The Content-Type of the form names no boundary.')
  }
}

/** The client has gone, or its line was cut. */
const CUT = ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']

/** Errors of the system have a code, and stay what they are; those of whoever read the body have none. */
export function asFailure(error: unknown, otherwise: unknown = error): unknown {
  if (error instanceof Failure) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) return otherwise
  if (!CUT.includes(code)) return error
  return new Failure('upload-cut', 'The file did not come whole; nothing of it is kept.', 'Send it again.')
}

function badForm(message: string): Failure {
  return new Failure('bad-form', message, 'Send multipart/form-data with one file, and the options as fields.')
}
