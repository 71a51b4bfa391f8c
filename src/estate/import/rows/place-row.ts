// Which organisation and site a row belongs to, and what shows which device it is.
import { ownCopy, keyOf } from '../../../shared/text.ts'
import type { Facts } from '../../inventory/columns.ts'
import { UNSTATED } from '../../organisation.ts'
import { UNSITED } from '../../site.ts'
import { identify, type Hash, type Identity } from './identity.ts'
import { hashKey, type KeyHash } from './key-index.ts'

export interface PlacedRow {
  /** 1-based, as a person sees it in the file. */
  readonly number: number
  readonly facts: Facts
  readonly organisation: Named
  /** UNSITED where nothing names it. */
  readonly site: Named
  readonly identity: Identity
}

/** An organisation or a site by its name. */
export interface Named {
  readonly name: string
  /** What makes two spellings the same. */
  readonly key: string
  /** Of the key: what belongs to the organisation is hashed on from there. */
  readonly hash: KeyHash
}

/** For rows that name none. */
export interface Target {
  readonly organisation: string | null
  readonly site: string | null
}

export const isUnsited = ({ key }: Named): boolean => key === UNSITED_KEY
const UNSITED_KEY = keyOf(UNSITED)
const NO_SITE: Named = { name: UNSITED, key: UNSITED_KEY, hash: hashKey(UNSITED_KEY) }

/** As many sites and organisations as follow one another in a file that is in no order. */
const MOST_KEPT = 5000

export class RowPlacer {
  readonly #target: Target
  readonly #hash: Hash
  readonly #kept = new Map<string, Named>()

  constructor(target: Target, hash: Hash) {
    this.#target = target
    this.#hash = hash
  }

  place(number: number, facts: Facts): PlacedRow {
    const organisation = this.#named(facts.organisation ?? this.#target.organisation ?? UNSTATED)
    const said = facts.site ?? facts.siteName ?? this.#target.site
    const named = said === null ? NO_SITE : this.#named(said)
    const site = isUnsited(named) ? NO_SITE : named
    const identity = identify(facts, isUnsited(site) ? null : site.key, this.#hash)
    return { number, facts, organisation, site, identity }
  }

  #named(text: string): Named {
    const known = this.#kept.get(text)
    if (known) return known
    const name = ownCopy(text)
    const key = keyOf(name)
    const made = { name, key, hash: hashKey(key) }
    if (this.#kept.size === MOST_KEPT) this.#kept.clear()
    this.#kept.set(name, made)
    return made
  }
}
