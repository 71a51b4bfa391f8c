// Clause C4 extended to sites, on paper: the estate as if somebody had designated them. Pure.
import type { Estate } from '../../../estate/load-estate.ts'
import type { Site } from '../../../estate/site.ts'
import { byCodeUnit, count, keyOf } from '../../../shared/text.ts'
import type { Warning } from '../../problem/warning.ts'

export interface Extended {
  readonly estate: Estate
  readonly did: readonly string[]
  readonly warnings: readonly Warning[]
}

/** As many as a reader takes in. */
const MOST_NAMED = 20

/** A code that several organisations use means all those sites. */
export function extendC4(estate: Estate, codes: readonly string[]): Extended {
  const asked = new Map(codes.map((code) => [keyOf(code), code]))
  const found = new Set<string>()
  const urgent: string[] = []
  let extended = 0
  const sites = estate.sites.map((site): Site => {
    const key = keyOf(site.code)
    if (!asked.has(key)) return site
    found.add(key)
    if (site.sensitivity === 'sensitive' || site.sensitivity === 'extended') {
      urgent.push(`${site.code} (${site.sensitivity})`)
      return site
    }
    extended++
    return { ...site, sensitivity: 'extended' }
  })
  const unknown = [...asked].filter(([key]) => !found.has(key)).map(([, code]) => code)
  return {
    estate: { ...estate, sites },
    did: [`C4 extended to ${count(extended, 'site')}: their treatment was worked out anew from the estate as of now`],
    warnings: [
      ...warn('site-unknown', unknown, 'C4 cannot be extended to sites that do not exist'),
      ...warn('override-void', urgent, 'Extending C4 changes nothing at'),
    ],
  }
}

function warn(code: string, names: readonly string[], what: string): Warning[] {
  if (names.length === 0) return []
  const sorted = [...names].sort(byCodeUnit)
  const more = sorted.length > MOST_NAMED ? ` and ${sorted.length - MOST_NAMED} more` : ''
  return [{ code, message: `${what} (${sorted.length}): ${sorted.slice(0, MOST_NAMED).join(', ')}${more}.` }]
}
