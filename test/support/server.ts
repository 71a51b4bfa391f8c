// A real `lenscap serve` in a process of its own, on a data folder of its own, spoken to over HTTP.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LENSCAP = ['--disable-warning=ExperimentalWarning', 'src/main.ts']

/** A folder to hold data and key, an environment that points to it, and ways to start Lenscap there. */
export function lenscapHome(over: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'lenscap-home-'))
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const env = {
    PATH,
    NODE_COMPILE_CACHE,
    LENSCAP_DATA: join(home, 'data'),
    LENSCAP_PORT: '0',
    LENSCAP_LOG: 'warn',
    ...over,
  }
  const servers: RunningServer[] = []
  return {
    home,
    env,
    dataFolder: env.LENSCAP_DATA,
    /** By `serve`, or another command that serves. */
    async serve(...argv: string[]): Promise<RunningServer> {
      const words = argv.length === 0 ? ['serve'] : argv
      const server = await untilServing(spawn(process.execPath, [...LENSCAP, ...words], { env }))
      servers.push(server)
      return server
    },
    /** One command to its end. */
    run(...argv: string[]) {
      return this.runOn('', ...argv)
    },
    /** The same with something on its standard input. */
    runOn(input: string, ...argv: string[]) {
      const options = { env, input, encoding: 'utf8' } as const
      const { status, stdout, stderr } = spawnSync(process.execPath, [...LENSCAP, ...argv], options)
      return { exit: status, out: stdout.trim(), err: stderr.trim() }
    },
    async close() {
      for (const server of servers) await server.end('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** What it has printed so far. */
  readonly printed: string
  /** Sends the signal and waits; the exit code, or null if the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

function untilServing(child: ChildProcess): Promise<RunningServer> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let printed = ''
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`serve ended with ${code}: ${printed}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const [, url] = /serves the API at (http:\/\/\S+)\/api\/v1/.exec(printed) ?? []
      if (url === undefined) return
      resolve({
        url,
        get printed() {
          return printed
        },
        end: (signal) => (child.kill(signal), ended),
      })
    })
  })
}
