// `npm run bench -- NAME [--PART]… [--short]`: prints one JSON line a figure. A speed is a ratio of two times taken in
// one run, because this machine's seconds are not another's; where work grows, the exponent says how.
import { parseArgs } from 'node:util'
import type { Bench } from './figure.ts'

/** `parts` are the flags that ask for some of its figures only. */
const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench; parts?: readonly string[] }>>> = {
  import: () => import('./import.ts'),
  recognise: () => import('./recognise.ts'),
  plan: () => import('./plan/bench.ts'),
  programme: () => import('./programme/bench.ts'),
  http: () => import('./http.ts'),
  claims: () => import('./claims.ts'),
}

const [name = '', ...args] = process.argv.slice(2)
const load = BENCHES[name]
if (!load) {
  process.stderr.write(`There is no bench "${name}". There are: ${Object.keys(BENCHES).join(', ')}.\n`)
  process.exitCode = 2
} else {
  const { bench, parts = [] } = await load()
  const flags = Object.fromEntries(['short', ...parts].map((flag) => [flag, { type: 'boolean' as const }]))
  const { values } = parseArgs({ args, options: flags })
  const asked = parts.filter((part) => values[part])
  for await (const figure of bench({ short: values['short'] === true, parts: asked.length > 0 ? asked : parts })) {
    process.stdout.write(`${JSON.stringify({ bench: name, ...figure })}\n`)
  }
}
