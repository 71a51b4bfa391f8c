// Sealed text: encrypted at rest, opened only with the key. The type keeps plain text out of sealed columns: only a
// Sealer makes a `Sealed`. The real one is access/sealing.ts.

export type Sealed = string & { readonly __brand: 'Sealed' }

export interface Sealer {
  /** The id of the key that seals now; it changes when another process, too, has made a new one. */
  readonly currentKey: string
  /** `context` says where it will stand (`sites.address:SITE-ID`); opened anywhere else it fails. */
  seal(plain: string, context: string): Sealed
  /** Throws `cannot-unseal` when the key is another one, or the text was moved or changed. */
  unseal(sealed: Sealed, context: string): string
  /** The same text under the key that seals now. The text itself is not touched; only its own key is wrapped anew. */
  rewrap(sealed: Sealed, context: string): Sealed
  /** A keyed hash: equal for equal text, and says nothing to a reader without the key. Takes the place of equality. */
  hash(plain: string, purpose: string): string
}

/** 12 + 32 + 16 bytes of wrapped key are 80 characters of base64, with none left over: text follows at a whole one. */
export const WRAP_CHARACTERS = 80

/** The id of the key that wraps it. */
export const keyIdOf = (sealed: Sealed): string => sealed.split('.')[1] ?? ''

/** The part that a rotation leaves alone. */
export const sealedTextOf = (sealed: Sealed): string => (sealed.split('.')[2] ?? '').slice(WRAP_CHARACTERS)
