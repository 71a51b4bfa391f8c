import { hash } from 'node:crypto'

/** SHA-256 in lower-case hex: names content, so that equal content has one name. */
export function sha256(text: string): string {
  return hash('sha256', text)
}
