// Anchors: a number and a hash of the chain, kept where whoever can write to the database cannot. A file by itself is a
// beginning; one that is collected from the host, or a syslog server on another, is what makes the trail proof against
// the host's own administrator.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { Failure } from '../../shared/failure.ts'

const Anchor = Type.Object({
  number: Type.Integer({ minimum: 0 }),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  at: Type.String(),
  /** Written by a restore: anchors above this number, up to this line, belong to what the restore replaced. */
  restored: Type.Optional(Type.Literal(true)),
})
export type Anchor = Static<typeof Anchor>
const compiled = Compile(Anchor)

export type AppendAnchor = (anchor: Anchor) => Promise<void>

const SYSLOG = /^syslog:\/\/([^:/]+)(?::(\d+))?$/
/** RFC 5426. */
const SYSLOG_PORT = 514
/** Facility 13 (log audit), severity 6 (informational): RFC 5424. */
const PRIORITY = 13 * 8 + 6

/** `place` is the path of a file, or `syslog://HOST:PORT` (UDP). */
export function anchorsTo(place: string): AppendAnchor {
  const [, host, port] = SYSLOG.exec(place) ?? []
  if (host !== undefined) return toSyslog(host, Number(port ?? SYSLOG_PORT))
  return (anchor) => appendFile(place, `${JSON.stringify(anchor)}\n`, { mode: 0o600, flush: true })
}

function toSyslog(host: string, port: number): AppendAnchor {
  return (anchor) => {
    const line = `<${PRIORITY}>1 ${anchor.at} - lenscap - anchor - ${JSON.stringify(anchor)}`
    return new Promise((resolve, reject) => {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
      socket.send(line, port, host, (error) => {
        socket.close()
        if (error) reject(error)
        else resolve()
      })
    })
  }
}

/**
 * The anchors in a file, in its order; of a syslog the JSON at the end of each line that has one. Throws
 * `unreadable-anchors`. A last line that a power cut left half written is passed over.
 */
export function readAnchors(file: string): Anchor[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw unreadable(`There are no anchors to read in ${file}.`)
  }
  const lines = text.split('\n')
  return lines.flatMap((line, i) => {
    const from = line.indexOf('{')
    if (from < 0) return []
    const anchor = parse(line.slice(from))
    if (anchor) return [anchor]
    if (i >= lines.length - 2) return []
    throw unreadable(`Line ${i + 1} of ${file} is not an anchor.`)
  })
}

function parse(text: string): Anchor | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return compiled.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}

function unreadable(message: string): Failure {
  const hint = 'Name the file that LENSCAP_ANCHORS names, or a copy of it that was kept elsewhere.'
  return new Failure('unreadable-anchors', message, hint)
}
