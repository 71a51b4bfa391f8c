// The package as a stranger gets it: packed, installed in an empty folder, and run there with whatever Node is on the PATH.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('the package', () => {
  let folder: string
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lenscap-package-'))) && undefined)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  // The test run put its own Node in front; the stranger has none but the one that was there.
  const paths = (process.env['PATH'] ?? '').split(delimiter).filter((path) => path !== dirname(process.execPath))
  const env = { ...process.env, PATH: paths.join(delimiter), LENSCAP_DATA: '', DATABASE_URL: '' }
  const run = (command: string, args: string[], cwd: string): string =>
    execFileSync(command, args, {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })

  it('runs the demo after npm install, with its migrations, data and runtime', { timeout: 240_000 }, () => {
    run('npm', ['pack', '--silent', '--pack-destination', folder], '.')
    const [tarball] = readdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true }))
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`], folder)
    const screen = run('npx', ['--no-install', 'lenscap', 'demo', '--once'], folder)
    expect(screen).toContain('WHERE WE STAND')
    expect(screen).toMatch(/^ +1 +1 +0 {2}C1, instructed {2}cancel-deployment/m)
    expect(readdirSync(join(folder, 'var'))).toContain('demo')
  })
})
