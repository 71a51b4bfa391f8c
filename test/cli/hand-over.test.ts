import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { handOver, handOverPath, takeOver, type HandOverServer } from '../../src/cli/hand-over.ts'
import type { Shell } from '../../src/cli/command.ts'
import { testShell } from '../support/shell.ts'

describe('a command that finds a server', () => {
  let folder: string
  let path: string
  let server: HandOverServer | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lenscap-sock-'))
    path = handOverPath(folder, process.platform)
  })
  afterEach(async () => {
    await server?.close()
    server = undefined
    rmSync(folder, { recursive: true })
  })
  const serving = async (run: (argv: readonly string[], shell: Shell) => Promise<number>) => {
    server = await takeOver(path, run)
  }

  it('hands its words, folder and width over, and gives out what comes back, in order', async () => {
    const seen: unknown[] = []
    await serving(async (argv, { cwd, width, print, note, progress }) => {
      seen.push(argv, cwd, width)
      print('one')
      note('careful: ‡\nline two')
      progress({ done: 1, total: 2, doing: 'saving' })
      print('two')
      return 3
    })
    const { shell, printed, noted, shown } = testShell({ cwd: '/home/ann', width: 72 })
    expect(await handOver(path, ['orders', '--json'], shell)).toBe(3)
    expect(seen).toEqual([['orders', '--json'], '/home/ann', 72])
    expect(printed).toEqual(['one', 'two'])
    expect(noted).toEqual(['careful: ‡\nline two'])
    expect(shown).toEqual([{ done: 1, total: 2, doing: 'saving' }])
  })

  it('runs by itself when no server is there, or only what a killed one left', async () => {
    expect(await handOver(path, ['orders'], testShell().shell)).toBeUndefined()
    leaveStaleSocket(path)
    expect(await handOver(path, ['orders'], testShell().shell)).toBeUndefined()
  })

  it.runIf(process.platform !== 'win32')('meets a socket that only this user may open', async () => {
    await serving(async () => 0)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('meets the new server after a stale socket was taken away', async () => {
    leaveStaleSocket(path)
    await serving(async () => 0)
    expect(await handOver(path, [], testShell().shell)).toBe(0)
  })

  it('cancels its work in the server when it is interrupted', async () => {
    let cancelled: () => void
    const seen = new Promise<void>((resolve) => (cancelled = resolve))
    const interrupt = new AbortController()
    await serving(async (_argv, { signal, print }) => {
      signal.addEventListener('abort', () => cancelled())
      print('started')
      await seen
      return 0
    })
    const { shell } = testShell({ signal: interrupt.signal, print: () => interrupt.abort() })
    await expect(handOver(path, ['import'], shell)).rejects.toMatchObject({ code: 'server-gone' })
    await seen
  })

  it('says so when the server ends in the middle', async () => {
    await serving(async (_argv, { print }) => {
      print('started')
      return new Promise(() => {})
    })
    const { shell } = testShell({ print: () => void server?.close() })
    await expect(handOver(path, ['import'], shell)).rejects.toMatchObject({ code: 'server-gone' })
  })

  it('serves several at once, and survives one that sends no request', async () => {
    let waiting = 0
    let both: () => void
    const together = new Promise<void>((resolve) => (both = resolve))
    await serving(async () => {
      if (++waiting === 2) both()
      await together
      return 0
    })
    await sendGarbage(path)
    const shell = testShell().shell
    expect(await Promise.all([handOver(path, ['a'], shell), handOver(path, ['b'], shell)])).toEqual([0, 0])
  })

  it('is the only server: a second one is refused', async () => {
    await serving(async () => 0)
    await expect(takeOver(path, async () => 0)).rejects.toMatchObject({ code: 'already-serving' })
    expect(await handOver(path, [], testShell().shell)).toBe(0)
  })
})

describe.runIf(process.platform !== 'win32')('a data folder with too long a path for a socket', () => {
  const path = handOverPath(`/tmp/${'x'.repeat(120)}`, process.platform)
  it('is refused by the server, with what to do, and met by commands as one without a server', async () => {
    await expect(takeOver(path, async () => 0)).rejects.toMatchObject({ code: 'data-path-too-long' })
    expect(await handOver(path, [], testShell().shell)).toBeUndefined()
  })
})

describe('where the server listens', () => {
  it('is in the data folder, or a pipe of its own on Windows', () => {
    expect(handOverPath('/data', 'linux')).toBe('/data/lenscap.sock')
    const pipe = handOverPath('C:\\data', 'win32')
    expect(pipe).toMatch(/^\\\\\.\\pipe\\lenscap-[0-9a-f]{16}$/)
    expect(handOverPath('C:\\other', 'win32')).not.toBe(pipe)
  })
})

/** A process that was killed leaves its socket file, and nobody listens. */
function leaveStaleSocket(path: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script])
}

function sendGarbage(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write('not json\n'))
    socket.on('close', () => resolve())
    socket.on('error', () => {})
    socket.resume()
  })
}
