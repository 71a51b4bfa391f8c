// An XLSX workbook, streamed: a summary and any number of sheets. The summary is the first sheet and the last part to be
// written, since it says what the others came to.
import { escapeXml, STYLES } from './cells.ts'
import { checkRows, sheetXml, summaryXml } from './sheet-xml.ts'
import type { Sheet, SummaryLine, WrittenSheet } from './sheet.ts'
import { zipOf, type ZipPart } from './zip-stream.ts'

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Bytes as they come. Memory holds some hundred rows, however many there are. Throws `too-many-rows`. */
export function writeWorkbook(
  sheets: readonly Sheet[],
  { marking, summary }: { marking: string; summary: (written: readonly WrittenSheet[]) => readonly SummaryLine[] },
): AsyncGenerator<Buffer> {
  sheets.forEach(checkRows)
  const written: WrittenSheet[] = []
  function* parts(): Generator<ZipPart> {
    const names = ['Summary', ...sheets.map(({ name }) => name)]
    yield { path: '[Content_Types].xml', text: [contentTypes(names.length)] }
    yield { path: '_rels/.rels', text: [relations([['officeDocument', 'xl/workbook.xml']])] }
    yield { path: 'xl/workbook.xml', text: [workbookXml(names)] }
    const targets = names.map((_, i) => ['worksheet', `worksheets/sheet${i + 1}.xml`] as const)
    yield { path: 'xl/_rels/workbook.xml.rels', text: [relations([...targets, ['styles', 'styles.xml']])] }
    yield { path: 'xl/styles.xml', text: [XML, STYLES] }
    for (const [i, sheet] of sheets.entries()) {
      const onWritten = (one: WrittenSheet) => void written.push(one)
      yield { path: `xl/worksheets/sheet${i + 2}.xml`, text: sheetXml(sheet, { marking, onWritten }) }
    }
    yield { path: 'xl/worksheets/sheet1.xml', text: summaryXml(summary(written), marking) }
  }
  return zipOf(parts())
}

function contentTypes(sheets: number): string {
  const override = (path: string, type: string) =>
    `<Override PartName="/xl/${path}" ContentType="${MAIN}.${type}+xml"/>`
  const list = Array.from({ length: sheets }, (_, i) => override(`worksheets/sheet${i + 1}.xml`, 'worksheet'))
  return (
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>${override('workbook.xml', 'sheet.main')}${override('styles.xml', 'styles')}${list.join('')}</Types>`
  )
}

function relations(targets: readonly (readonly [kind: string, target: string])[]): string {
  const links = targets.map(
    ([kind, target], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  )
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${links.join('')}</Relationships>`
}

/** What is printed repeats its titles; and formulas are worked out anew when the file is opened. */
function workbookXml(names: readonly string[]): string {
  const sheets = names.map((name, i) => `<sheet name="${escapeXml(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
  const titles = names
    .slice(1)
    .map(
      (name, i) =>
        `<definedName name="_xlnm.Print_Titles" localSheetId="${i + 1}">'${escapeXml(name)}'!$1:$2</definedName>`,
    )
  return (
    `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}">` +
    `<bookViews><workbookView/></bookViews><sheets>${sheets.join('')}</sheets><definedNames>${titles.join('')}</definedNames><calcPr fullCalcOnLoad="1"/></workbook>`
  )
}
