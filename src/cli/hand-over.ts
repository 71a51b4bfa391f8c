// One process writes to a SQLite file. So a command that finds a server on its data folder does not open the file: it
// hands its words over, through a local socket that only this user may open, and the server sends back what to print.
//
// One JSON value a line. There: a Request. Back: Answers, the last of which is `exit`. The line goes down with its work:
// a command that is interrupted cancels what the server does for it.
import { createHash } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { PacedProgress } from '../jobs/job.ts'
import { Failure } from '../shared/failure.ts'
import type { Shell } from './command.ts'

interface Request {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly width: number
}
type Answer = { out: string } | { err: string } | { progress: PacedProgress } | { exit: number }

/** Where the server of a data folder listens. Windows has pipes instead of socket files; they have no folder. */
export function handOverPath(dataFolder: string, platform: string): string {
  if (platform !== 'win32') return join(dataFolder, 'lenscap.sock')
  return `\\\\.\\pipe\\lenscap-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)}`
}

/** Runs the command in the server that listens there. Undefined if there is none. */
export async function handOver(path: string, argv: readonly string[], shell: Shell): Promise<number | undefined> {
  const socket = await reach(path)
  if (!socket) return undefined
  const hangUp = () => void socket.destroy()
  shell.signal.addEventListener('abort', hangUp)
  try {
    const request: Request = { argv, cwd: shell.cwd, width: shell.width }
    socket.write(`${JSON.stringify(request)}\n`)
    for await (const line of linesOf(socket)) {
      const answer = JSON.parse(line) as Answer
      if ('exit' in answer) return answer.exit
      if ('out' in answer) shell.print(answer.out)
      else if ('err' in answer) shell.note(answer.err)
      else shell.progress(answer.progress)
    }
  } finally {
    shell.signal.removeEventListener('abort', hangUp)
    socket.destroy()
  }
  throw new Failure(
    'server-gone',
    'The server ended before it had answered.',
    'Start it again (lenscap serve), then see what was done before you repeat the command.',
  )
}

/** Throws `already-serving` if a server listens there. */
export async function refuseIfServed(path: string): Promise<void> {
  const other = await reach(path)
  other?.destroy()
  if (!other) return
  throw new Failure(
    'already-serving',
    'A Lenscap server is running on this data folder already.',
    'Use that one, stop it first, or set LENSCAP_DATA to another folder.',
  )
}

export interface HandOverServer {
  close(): Promise<void>
}

/**
 * Takes commands over until closed. `run` returns the exit code. Throws `already-serving` if another server listens
 * there; a socket file that a killed server left behind is taken away.
 */
export async function takeOver(
  path: string,
  run: (argv: readonly string[], shell: Shell) => Promise<number>,
): Promise<HandOverServer> {
  await refuseIfServed(path)
  if (!path.startsWith('\\\\')) rmSync(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    // The line broke, or what came was no request: there is nobody to tell.
    answer(socket, run).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EINVAL' ? pathTooLong(path) : error))
    server.listen(path, resolve)
  })
  if (!path.startsWith('\\\\')) chmodSync(path, 0o600)
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

async function answer(socket: Socket, run: (argv: readonly string[], shell: Shell) => Promise<number>): Promise<void> {
  const send = (line: Answer) => void (socket.writable && socket.write(`${JSON.stringify(line)}\n`))
  const gone = new AbortController()
  socket.on('close', () => gone.abort())
  for await (const line of linesOf(socket)) {
    const { argv, cwd, width } = JSON.parse(line) as Request
    const exit = await run(argv, {
      cwd,
      width,
      signal: gone.signal,
      print: (out) => send({ out }),
      note: (err) => send({ err }),
      progress: (progress) => send({ progress }),
      exitWith: () => {},
    })
    send({ exit })
    socket.end()
    return
  }
}

function linesOf(socket: Socket): AsyncIterable<string> {
  const lines = createInterface({ input: socket, crlfDelay: Infinity })
  // A socket that is destroyed closes without an end, for which readline would wait for ever.
  socket.once('close', () => lines.close())
  return lines
}

/** A connection, or undefined if nobody listens. */
function reach(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // EINVAL: a path that is too long for a socket, on which no server can listen either.
      if (['ENOENT', 'ECONNREFUSED', 'EINVAL'].includes(error.code ?? '')) resolve(undefined)
      else reject(error)
    })
  })
}

function pathTooLong(path: string): Failure {
  return new Failure(
    'data-path-too-long',
    `The path ${path} is longer than the system allows for a socket.`,
    'Set LENSCAP_DATA to a folder whose path has fewer than 90 characters.',
  )
}
