import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childOf, findElements, textOf, type Element } from '../../../../src/estate/readers/devices/xml.ts'
import { runs } from '../../../support/runs.ts'

const find = (text: string) => [...findElements(text, 'host')]
const whole = (text: string) => find(text).map(({ element }) => element && textOf(element, 'n'))
const first = (text: string): Element => find(text)[0]!.element!

describe('finding the elements of one name', () => {
  it('reads attributes, text and children, whatever their prefix', () => {
    const host = first('<a><x:host up="yes" b = \'1"\'><x:n>one<i/> more</x:n></x:host></a>')
    expect(host.attributes).toEqual({ up: 'yes', b: '1"' })
    expect(textOf(host, 'n')).toBe('one more')
    expect(childOf(host, 'n', 'i')?.name).toBe('i')
  })
  it('does not take a longer name for it, nor one in a comment, in marked text or in a declaration', () => {
    const inside = '<host><n>1</n></host>'
    expect(find(`<hosts/><hostnames/><!--${inside}--><![CDATA[${inside}]]><?x ${inside}?>`)).toEqual([])
    expect(whole(`<!DOCTYPE a [ <!ENTITY e "${inside}"> ] ><a>${inside}</a>`)).toEqual(['1'])
  })
  it('reads the five entities of XML and character numbers, and leaves others as they stand', () => {
    const host = first('<host v="&lt;&#45;&#x41;&quot;"><n>&amp;&lol;<![CDATA[<&amp;>]]>&#1114112;</n></host>')
    expect(host.attributes['v']).toBe('<-A"')
    expect(textOf(host, 'n')).toBe('&&lol;<&amp;>&#1114112;')
  })
})

describe('a file that is broken', () => {
  const one = '<host><n>1</n></host>\n'
  it.each([
    ['cut inside an element', `${one}<host><n>2</n>`, 'the file ends'],
    ['cut inside a tag', `${one}<host><n a="2`, 'not well formed'],
    ['cut inside a comment', `${one}<host><!-- 2`, 'never closed'],
    ['closed in the wrong order', `${one}<host><n><i></n></host>`, '<i> is not closed'],
    ['not closed before the next', `${one}<host><n>2</n>${one}`, 'another <host> begins'],
    ['nested too deep', `${one}<host>${'<i>'.repeat(1000)}`, 'nested over 64 deep'],
  ])('%s: gives what is whole, and says where it broke', (_, text, why) => {
    const [before, broken, ...after] = find(text)
    expect(before?.element).toBeDefined()
    expect(broken).toMatchObject({ line: 2 })
    expect(broken?.broken).toContain(why)
    expect(after.every(({ element }) => element !== undefined)).toBe(true)
  })
  it('goes on with the next element after a broken one', () => {
    expect(whole(`<host><n></host>${one}<host <n>${one}`)).toEqual([undefined, '1', undefined, '1'])
  })
  it('expands no entity, however often one names another', () => {
    const laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>'
    expect(whole(`${laughs}<host><n>&c;</n></host>`)).toEqual(['&c;'])
  })
  it('takes time in proportion to its length, whatever is opened and never closed', () => {
    const hostile = [
      '<host><n>',
      '<host a="',
      '<!--',
      '<![CDATA[',
      '<host><!--',
      '<',
      '<host>&',
      '<!DOCTYPE [',
      '<host a ',
    ]
    for (const piece of hostile) {
      const started = performance.now()
      find(piece.repeat(200_000))
      // Each takes a fraction of a second; a scan that began anew at every place would take minutes.
      expect(performance.now() - started, piece).toBeLessThan(5000)
    }
  })
  it('whatever its bytes, is read without a crash, and each whole element as it stands in the text', () => {
    const pieces = fc.constantFrom(
      '<host>',
      '</host>',
      '<n>',
      '</n>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '"',
      "'",
      '&lt;',
      'x',
      '<',
      '>',
      ' a="1"',
      '<?',
      '<!DOCTYPE',
      '[',
      ']>',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('')
        const found = find(text)
        expect(found.length).toBeLessThanOrEqual(text.split('<host').length - 1)
      }),
      { seed: 5, numRuns: runs(300, 5000) },
    )
  })
})
