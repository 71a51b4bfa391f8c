// Runs a development tool, or a script, on the right Node: `run.mjs [--env NAME=VALUE]… TOOL ARGS…`. npm scripts call
// this and not the tool's own .bin link, which would start whatever Node is first on the PATH.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runNode } from './runtime.mjs'

const args = process.argv.slice(2)
const env = {}
while (args[0] === '--env') {
  const [name, value] = args.splice(0, 2)[1].split('=')
  env[name] = value
}
const tool = args.shift()
runNode(tool === 'node' ? args : [entryOf(tool), ...args], env)

function entryOf(tool) {
  const packageName = { tsc: 'typescript' }[tool] ?? tool
  const home = packageHome(packageName)
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  return join(home, typeof bin === 'string' ? bin : bin[tool])
}

/** Some packages do not export their package.json, so look for the folder instead of resolving the file. */
function packageHome(name) {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const home = join(folder, name)
    try {
      readFileSync(join(home, 'package.json'))
      return home
    } catch {
      // Not in this node_modules: try the next one up.
    }
  }
  console.error(`${name} is not installed: run npm ci.`)
  process.exit(1)
}
