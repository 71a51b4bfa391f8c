// The parts of an XLSX workbook (ECMA-376) that say what its cells hold: the sheets, the texts that they share, and which
// numbers are shown as dates.
import { childOf, childrenOf, findElements, type Element } from '../devices/xml.ts'
import { type Shown, formatOf } from './cells.ts'
import type { Zip } from './zip.ts'

export interface SheetPart {
  readonly name: string
  readonly isHidden: boolean
  /** Within the archive. */
  readonly path: string
}

export interface Workbook {
  readonly sheets: readonly SheetPart[]
  /** By their number: cells name their text so. */
  readonly texts: readonly string[]
  /** By the number of a cell's style. */
  readonly formats: readonly Shown[]
  /** Days are counted from 1904, as old Macintoshes did. */
  readonly from1904: boolean
}

/** The path of the workbook's main part; undefined when the archive is none. */
export function workbookPath(zip: Zip): string | undefined {
  const paths = zip.paths.filter((path) => /(^|\/)workbook\.xml$/.test(path))
  return paths.find((path) => path === 'xl/workbook.xml') ?? paths[0]
}

/** What is missing or broken is read as if it were empty: the sheets may be whole all the same. */
export function readWorkbook(zip: Zip, path: string): Workbook {
  const main = zip.text(path) ?? ''
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const links = linksOf(zip.text(`${folder}_rels/workbook.xml.rels`) ?? '', folder)
  const part = (kind: string) => zip.text([...links.values()].find((link) => link.kind === kind)?.path ?? '') ?? ''
  return {
    sheets: elements(main, 'sheet').flatMap(({ attributes: { name = '', id = '', state } }) => {
      const found = links.get(id)?.path
      return found === undefined ? [] : { name, isHidden: state !== undefined && state !== 'visible', path: found }
    }),
    texts: elements(part('sharedStrings'), 'si').map(richText),
    formats: formatsOf(part('styles')),
    from1904: elements(main, 'workbookPr').some(({ attributes: { date1904 = '' } }) => /^(1|true)$/.test(date1904)),
  }
}

/** Plain, or in runs of different looks; how it is pronounced (`rPh`) is no part of it. */
export function richText(element: Element): string {
  const runs = childrenOf(element, 'r').map((run) => childOf(run, 't')?.text ?? '')
  const text = (childOf(element, 't')?.text ?? '') + runs.join('')
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

function linksOf(rels: string, folder: string): Map<string, { kind: string; path: string }> {
  return new Map(
    elements(rels, 'Relationship').map(({ attributes: { Id = '', Type = '', Target = '' } }) => {
      const path = Target.startsWith('/') ? Target.slice(1) : folder + Target.replace(/^\.\//, '')
      return [Id, { kind: Type.slice(Type.lastIndexOf('/') + 1), path }]
    }),
  )
}

function formatsOf(styles: string): Shown[] {
  const [cellStyles] = elements(styles, 'cellXfs')
  const codes = new Map(
    elements(styles, 'numFmt').map(({ attributes }) => [attributes['numFmtId'] ?? '', attributes['formatCode'] ?? '']),
  )
  return childrenOf(cellStyles, 'xf').map(({ attributes: { numFmtId = '0' } }) =>
    formatOf(numFmtId, codes.get(numFmtId)),
  )
}

export function elements(text: string, name: string): Element[] {
  return [...findElements(text, name)].flatMap(({ element }) => (element ? [element] : []))
}
