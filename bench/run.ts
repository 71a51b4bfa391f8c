// `npm run bench -- NAME [--short]`: prints one JSON line a figure. A speed is a ratio of two times taken in one run,
// because this machine's seconds are not another's; where work grows, the exponent says how.
import { parseArgs } from 'node:util'
import type { Bench } from './figure.ts'

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  import: () => import('./import.ts'),
  recognise: () => import('./recognise.ts'),
  plan: () => import('./plan.ts'),
  http: () => import('./http.ts'),
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean' } } })
const [name = ''] = positionals
const load = BENCHES[name]
if (!load) {
  process.stderr.write(`There is no bench "${name}". There are: ${Object.keys(BENCHES).join(', ')}.\n`)
  process.exitCode = 2
} else {
  const { bench } = await load()
  for await (const figure of bench({ short: values.short ?? false })) {
    process.stdout.write(`${JSON.stringify({ bench: name, ...figure })}\n`)
  }
}
