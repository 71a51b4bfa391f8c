import { describe, expect, it } from 'vitest'
import { readCsv } from '../../../../src/estate/readers/text/csv.ts'
import type { Encoding } from '../../../../src/estate/readers/table.ts'
import { contentOf, listed } from '../../../support/content.ts'

/** Bytes of a text by the decoder's own table, turned round: there is no encoder for these encodings in the platform. */
function encode(text: string, label: string): Buffer {
  const decoder = new TextDecoder(label)
  const bytesOf = new Map<string, number[]>()
  for (let lead = 0x80; lead < 0x100; lead++) {
    const single = decoder.decode(Uint8Array.of(lead))
    if (!single.includes('\ufffd')) bytesOf.set(single, [lead])
    for (let trail = 0x40; trail < 0x100; trail++) {
      const pair = decoder.decode(Uint8Array.of(lead, trail))
      if ([...pair].length === 1 && pair !== '\ufffd' && !bytesOf.has(pair)) bytesOf.set(pair, [lead, trail])
    }
  }
  return Buffer.from([...text].flatMap((letter) => (letter < '\x80' ? [letter.charCodeAt(0)] : bytesOf.get(letter)!)))
}

const read = (bytes: Uint8Array, encoding?: Encoding) =>
  listed(readCsv(contentOf(bytes, 'list.csv', encoding ? { encoding } : {})))
const list = (...places: string[]) => ['device,location', ...places.map((place, i) => `C${i + 1},${place}`)].join('\n')

const KOREAN = list('서울특별시 종로구 세종대로 정문', '부산광역시 해운대구 우동 후문', '대구광역시 중구 동인동 주차장')
const TAIWANESE = list(
  '臺北市中正區重慶南路一段總統府前',
  '高雄市苓雅區四維三路市政府大門',
  '臺中市西屯區臺灣大道停車場',
)
const JAPANESE = list('東京都新宿区西新宿二丁目の入口', '大阪市北区中之島のビル', '横浜市中区のカメラ')
const CHINESE = list('北京市东城区长安街正门', '杭州市滨江区阡陌路物联网街', '上海市黄浦区人民大道停车场')
const POLISH = list('Łódź, wejście główne', 'Kraków, ulica Świętokrzyska', 'Gdańsk, plac Zwycięstwa')
const BRITISH = list('St John’s Road – £5 car park', 'Café “Nero”', 'North door, 20 °C')

describe('the encoding of a file', () => {
  it.each([
    ['utf-8', BRITISH, Buffer.from(BRITISH)],
    ['utf-8', BRITISH, Buffer.from(`\ufeff${BRITISH}`)],
    ['utf-16le', BRITISH, Buffer.from(`\ufeff${BRITISH}`, 'utf16le')],
    ['utf-16le', BRITISH, Buffer.from(BRITISH, 'utf16le')],
    ['utf-16be', BRITISH, Buffer.from(`\ufeff${BRITISH}`, 'utf16le').swap16()],
    ['utf-16be', BRITISH, Buffer.from(BRITISH, 'utf16le').swap16()],
    ['windows-1252', BRITISH, encode(BRITISH, 'windows-1252')],
    ['windows-1250', POLISH, encode(POLISH, 'windows-1250')],
    ['cp949', KOREAN, encode(KOREAN, 'euc-kr')],
    ['big5', TAIWANESE, encode(TAIWANESE, 'big5')],
    ['shift-jis', JAPANESE, encode(JAPANESE, 'shift_jis')],
    ['gb18030', CHINESE, encode(CHINESE, 'gb18030')],
  ] as const)('is told from its bytes: %s', (encoding, text, bytes) => {
    const table = read(bytes)
    expect(table.encoding).toBe(encoding)
    expect(table.remarks).toEqual([])
    const lines = text.split('\n').slice(1)
    expect(table.rows.map(({ cells }) => cells[1])).toEqual(read(Buffer.from(text)).rows.map(({ cells }) => cells[1]))
    expect(table.rows).toHaveLength(lines.length)
  })
  it('is taken at the caller’s word', () => {
    const bytes = encode(list('Łódź'), 'windows-1250')
    expect(read(bytes, 'windows-1250').rows[0]?.cells).toEqual(['C1', 'Łódź'])
    expect(read(bytes, 'windows-1252').rows[0]?.cells).toEqual(['C1', '£ódŸ'])
  })
  it('is said to be a guess where the bytes do not show it', () => {
    const { encoding, remarks } = read(encode(list('Plzeň'), 'windows-1250'))
    expect(encoding).toBe('windows-1252')
    expect(remarks).toMatchObject([
      { code: 'encoding-guessed', message: expect.stringMatching(/--encoding/) as string },
    ])
  })
  it('is UTF-8 where nearly all of it is, and the rows that lost a letter are named', () => {
    const bytes = Buffer.concat([
      Buffer.from(list(...Array<string>(12).fill('Café'))),
      Buffer.from('\nC13,Caf\xe9', 'latin1'),
    ])
    const { encoding, remarks } = read(bytes)
    expect(encoding).toBe('utf-8')
    expect(remarks.map(({ code }) => code)).toEqual(['damaged-characters', 'damaged-rows'])
    expect(remarks[1]?.message).toMatch(/^1 row .* \(row 14\)\.$/)
  })
})
