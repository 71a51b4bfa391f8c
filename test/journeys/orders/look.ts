// What each role sees on the way.
import { expect } from 'vitest'
import type { Programme } from './programme.ts'

/** Words and facts that no company is ever shown. */
const NEVER =
  /"rank"|"sequence"|"tier"|"clause"|"sensitivity"|"limbs"|"estimatePence"|"approvedPence"|"plan"|Ducks|Geese/

const NEVER_WAS = 'WO-0000-0000'

/** How much of the order a company sees; whatever it is, there is nothing in it that is not for a company. */
export async function seenBy({ call }: Programme, office: string, ref: string) {
  const { status, body } = await call('GET', `/orders/${ref}`, office)
  expect(JSON.stringify(body)).not.toMatch(NEVER)
  if (status === 404) {
    // In the words of what never was.
    const never = (await call('GET', `/orders/${NEVER_WAS}`, office)).body
    const said = JSON.stringify({ ...body, requestId: '' }).replaceAll(ref, NEVER_WAS)
    expect(said).toBe(JSON.stringify({ ...never, requestId: '' }))
    return 'nothing'
  }
  if ('devices' in body) return 'devices'
  return 'site' in body ? 'address' : 'offer'
}

interface Change {
  readonly ref: string
  readonly change: string
  readonly state: string | null
}

/** What is noted of a visit before it: told, and not repeated in every journey. */
const ON_THE_WAY = ['visit-requested', 'gate']

/** Reads on from where it was; nothing comes twice, and nothing is left out. */
export function feedOf({ call }: Programme, token: string) {
  let since: string | undefined
  const told: Change[] = []
  const read = async (from: string | undefined, limit: number) => {
    const query = from === undefined ? '' : `&since=${encodeURIComponent(from)}`
    const { status, body } = await call('GET', `/orders/changes?limit=${limit}${query}`, token)
    expect([status, body]).toMatchObject([200, {}])
    return body as unknown as { items: Change[]; position: string; more: boolean }
  }
  /** Of the order: each change and the state after it. In threes, so that positions are resumed often. */
  const next = async (ref: string) => {
    const fresh: Change[] = []
    for (let more = true; more;) {
      const page = await read(since, 3)
      fresh.push(...page.items)
      since = page.position
      more = page.more
    }
    told.push(...fresh)
    const theirs = fresh.filter((one) => one.ref === ref && !ON_THE_WAY.includes(one.change))
    return theirs.map(({ change, state }) => `${change}: ${state ?? 'gone'}`)
  }
  /** To staff the whole feed is what came bit by bit. */
  const expectWhole = async () => expect((await read(undefined, 500)).items).toEqual(told)
  return { next, expectWhole }
}

/** The trail of one act: who did it, oldest first. */
export async function whoDid({ call, staff }: Programme, act: string): Promise<string[]> {
  const { items } = (await call('GET', `/audit-entries?limit=500&act=${act}`, staff.auditor)).body as unknown as {
    items: { principalId: string }[]
  }
  return items.map(({ principalId }) => principalId).reverse()
}

/**
 * Sensitive sites with no flagged, review or unknown device in service whose removals were accepted by somebody who neither
 * did nor adopted the work, of how many: `1 of 5`.
 */
export async function cleared({ call, staff }: Programme): Promise<string> {
  const { sensitive } = (await call('GET', '/progress', staff.auditor)).body as unknown as {
    sensitive: { cleared: number; sites: number }
  }
  return `${sensitive.cleared} of ${sensitive.sites}`
}
