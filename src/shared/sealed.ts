// Sealed text: encrypted at rest, opened only with the key. The type keeps plain text out of sealed columns: only a
// Sealer makes a `Sealed`. The real one is access/sealing.ts.

export type Sealed = string & { readonly __brand: 'Sealed' }

export interface Sealer {
  /** `context` says where it will stand (`sites.address:SITE-ID`); opened anywhere else it fails. */
  seal(plain: string, context: string): Sealed
  /** Throws `cannot-unseal` when the key is another one, or the text was moved or changed. */
  unseal(sealed: Sealed, context: string): string
  /** A keyed hash: equal for equal text, and says nothing to a reader without the key. Takes the place of equality. */
  hash(plain: string, purpose: string): string
}
