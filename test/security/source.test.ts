// What the product can do to the machine and the network at all, read from its source: a new way out is a decision.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const files = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(`src/${path}`, 'utf8')] as const),
)
/** The files, types apart, in which the pattern is. */
const filesWith = (pattern: RegExp) =>
  [...files].flatMap(([path, text]) => (pattern.test(text.replaceAll(/^import type .*$/gm, '')) ? [path] : [])).sort()

describe('the source', () => {
  it('reaches the network in four places: its socket, its metrics, its anchors and PostgreSQL', () => {
    expect(filesWith(/from 'node:net'/)).toEqual(['cli/hand-over.ts'])
    expect(filesWith(/import \{ (?!type \w+ \})[^}]*\} from 'node:https?'/)).toEqual(['http/watch/metrics.ts'])
    expect(filesWith(/from 'node:dgram'/)).toEqual(['access/audit/anchors.ts'])
    expect(filesWith(/from 'pg'/).every((path) => path.startsWith('db/'))).toBe(true)
    expect(filesWith(/\bfetch\(|new WebSocket|XMLHttpRequest|from 'node:(http2|tls|dns)/)).toEqual([])
  })

  it('runs no other program but the key command, which the operator sets', () => {
    expect(filesWith(/node:child_process/)).toEqual(['access/keyring.ts'])
  })

  it('makes no code of text, and reads no objects but from JSON', () => {
    expect(filesWith(/\beval\(|new Function\(|from 'node:(vm|v8|repl|inspector)'|setTimeout\(['"`]/)).toEqual([])
  })

  it('makes patterns only of its own words: addresses, schemas and formats', () => {
    expect(filesWith(/new RegExp\(/)).toEqual([
      'directive/deployment/read-list.ts',
      'estate/inventory/points.ts',
      'estate/readers/devices/isapi.ts',
      'estate/readers/devices/xml.ts',
      'estate/readers/text/encoding.ts',
      'http/protocol/methods.ts',
      'http/reference/examples.ts',
    ])
  })

  it('puts nothing but names of its own tables and columns, and constants, into SQL as text', () => {
    expect(filesWith(/sql\.raw\(|sql\.identifier\(/)).toEqual([
      'db/stage/stage-postgres.ts',
      'estate/import/store.ts',
      'orders/adopt/store.ts',
      'orders/claims/store.ts',
      'orders/claims/take/store.ts',
    ])
  })

  it('hashes with SHA-256, but for one-time codes (HMAC-SHA-1, as every authenticator app) and the ETags of lists', () => {
    expect(filesWith(/'(md5|md4|sha1|ripemd\w*)'|-ecb|-cbc|createCipher\(/i)).toEqual([
      'access/people/totp.ts',
      'http/protocol/unchanged.ts',
    ])
    expect(filesWith(/Math\.random/)).toEqual(['main.ts'])
  })

  it('keeps no password, token or key of its own', () => {
    const secrets = /-----BEGIN|AKIA[0-9A-Z]{16}|lenscap_[a-z0-9]{8}_[a-z0-9]{32}|postgres:\/\/\w+:(?!PASSWORD)\w+@/
    expect(filesWith(secrets)).toEqual([])
  })
})

describe('what is installed', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; integrity?: string; resolved?: string; hasInstallScript?: boolean }>
  }
  const installed = Object.entries(packages).filter(([path]) => path !== '')

  it('is fixed to the byte, comes from the registry, and runs nothing when it is installed', () => {
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
    const elsewhere = /^(git|file|http:)|^https:\/\/(?!registry\.npmjs\.org\/)/
    expect(installed.filter(([, { resolved }]) => elsewhere.test(resolved ?? ''))).toEqual([])
    expect(installed.filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev)).toEqual([])
  })

  it('is named by exact versions', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>
    }
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })
})
