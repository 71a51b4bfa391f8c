// XML as devices and scanners write it, and as it is left when a scan is stopped half-way: finds the elements of one name
// wherever they stand, and gives those that are whole. A parser of whole documents would give nothing of a file that
// breaks off. Nothing is fetched and nothing expanded: of entities only the five of XML itself and character numbers are
// read, whatever a document type declares. Time grows with the length of the text; memory with the largest element.

/** Names are without their prefix: `tds:Model` is `Model`. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** What stands between its tags, less what stands in its children. */
  readonly text: string
}

/** An element of the name that was asked for: whole, or why it is not and where that was seen (1-based). */
export type Found =
  | { readonly element: Element; readonly broken?: undefined; readonly line?: undefined }
  | { readonly element?: undefined; readonly broken: string; readonly line: number }

/** Nmap nests a dozen deep, device information four; what is deeper was made to exhaust whoever reads it. */
const MOST_DEPTH = 64
/** A host with every one of its 65,535 ports open, each with a state, a service and two scripts. */
const MOST_ELEMENTS = 300_000

/** All elements of that name, in the order of the file; none inside another. */
export function* findElements(text: string, name: string): Generator<Found, void> {
  const start = new RegExp(`<(?:!--|!\\[CDATA\\[|\\?|!DOCTYPE|(?:[\\w.-]+:)?${name}(?=[\\s/>]))`, 'g')
  const lines = new Lines(text)
  for (let from = 0; ;) {
    start.lastIndex = from
    const at = start.exec(text)?.index
    if (at === undefined) return
    const past = skipMarkup(text, at)
    if (past !== undefined) {
      if (past < 0) return
      from = past
      continue
    }
    const read = new ElementReader(text, at, name).read()
    from = read.end
    if ('element' in read) yield { element: read.element }
    else yield { broken: read.broken, line: lines.at(read.end) }
  }
}

/** The first child of that name, wherever below the element it stands in the path of names. */
export function childOf(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let found = element
  for (const name of path) found = found?.children.find((child) => child.name === name)
  return found
}

export function childrenOf(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** Trimmed; blank where there is no such child. */
export function textOf(element: Element | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? ''
}

interface Open {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: Element[]
  text: string
}

type Read = { readonly element: Element; readonly end: number } | { readonly broken: string; readonly end: number }

const TAG = /<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/y
const ATTRIBUTE = /\s+([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const TAG_END = /\s*(\/?)>/y
const CLOSING = /<\/(?:[\w.-]+:)?([A-Za-z_][\w.-]*)\s*>/y

/** Reads one element from its opening tag on. Where it breaks, `end` is the place to look for the next one. */
class ElementReader {
  readonly #text: string
  readonly #name: string
  readonly #open: Open[] = []
  #at: number
  #count = 0

  constructor(text: string, at: number, name: string) {
    this.#text = text
    this.#at = at
    this.#name = name
  }

  read(): Read {
    for (;;) {
      const at = this.#text.indexOf('<', this.#at)
      if (at < 0) return this.#broken('the file ends before the element does', this.#text.length)
      if (this.#open.length > 0) this.#open.at(-1)!.text += decode(this.#text.slice(this.#at, at))
      const past = skipMarkup(this.#text, at)
      if (past !== undefined) {
        if (past < 0) return this.#broken('a comment or the like is opened and never closed', this.#text.length)
        if (this.#text.startsWith('<![CDATA[', at)) this.#open.at(-1)!.text += this.#text.slice(at + 9, past - 3)
        this.#at = past
        continue
      }
      const outcome = this.#text[at + 1] === '/' ? this.#close(at) : this.#openTag(at)
      if (outcome !== undefined) return outcome
    }
  }

  #openTag(at: number): Read | undefined {
    const name = take(TAG, this.#text, at)?.[1]
    if (name === undefined) return this.#broken('a "<" begins no tag', at + 1)
    if (name === this.#name && this.#open.length > 0) {
      return this.#broken(`another <${name}> begins before <${this.#open.at(-1)!.name}> is closed`, at)
    }
    this.#at = TAG.lastIndex
    const attributes: Record<string, string> = {}
    for (let found; (found = take(ATTRIBUTE, this.#text, this.#at)); this.#at = ATTRIBUTE.lastIndex) {
      attributes[localName(found[1]!)] ??= decode(found[2] ?? found[3] ?? '')
    }
    const end = take(TAG_END, this.#text, this.#at)
    if (!end) return this.#broken(`the tag <${name}> is not well formed`, this.#at)
    this.#at = TAG_END.lastIndex
    if (this.#open.length >= MOST_DEPTH) return this.#broken(`elements are nested over ${MOST_DEPTH} deep`, this.#at)
    if (++this.#count > MOST_ELEMENTS) return this.#broken(`it holds over ${MOST_ELEMENTS} elements`, this.#at)
    this.#open.push({ name, attributes, children: [], text: '' })
    return end[1] === '/' ? this.#finish() : undefined
  }

  #close(at: number): Read | undefined {
    const name = take(CLOSING, this.#text, at)?.[1]
    const open = this.#open.at(-1)!.name
    if (name !== open) return this.#broken(`<${open}> is not closed`, at + 1)
    this.#at = CLOSING.lastIndex
    return this.#finish()
  }

  #finish(): Read | undefined {
    const element = this.#open.pop()!
    if (this.#open.length === 0) return { element, end: this.#at }
    this.#open.at(-1)!.children.push(element)
    return undefined
  }

  #broken(broken: string, end: number): Read {
    return { broken, end }
  }
}

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const MARKUP = [
  { from: '<!--', to: '-->' },
  { from: '<![CDATA[', to: ']]>' },
  { from: '<?', to: '?>' },
]

/** Where a comment, marked text, an instruction or a document type ends; negative if it does not; else undefined. */
function skipMarkup(text: string, at: number): number | undefined {
  const markup = MARKUP.find(({ from }) => text.startsWith(from, at))
  if (markup) {
    const end = text.indexOf(markup.to, at + markup.from.length)
    return end < 0 ? -1 : end + markup.to.length
  }
  if (!text.startsWith('<!DOCTYPE', at)) return undefined
  const angle = text.indexOf('>', at)
  const bracket = text.slice(at, angle < 0 ? undefined : angle).indexOf('[')
  if (angle < 0 || bracket < 0) return angle < 0 ? -1 : angle + 1
  // It declares things of its own, which are passed over.
  const declared = /\]\s*>/g
  declared.lastIndex = at + bracket
  return declared.exec(text) ? declared.lastIndex : -1
}

/** `xsi:type` is `type`; a declaration of a prefix keeps its name, so that it is not taken for the element's namespace. */
function localName(name: string): string {
  return name.startsWith('xmlns:') ? name : name.slice(name.indexOf(':') + 1)
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()]!
      const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

/** Line numbers of ever later places, counted on from the last one. */
export class Lines {
  readonly #text: string
  #line = 1
  /** Where the line ends that is counted as the last. */
  #end: number

  constructor(text: string) {
    this.#text = text
    this.#end = endOfLine(text, 0)
  }

  at(offset: number): number {
    while (this.#end < offset) {
      this.#end = endOfLine(this.#text, this.#end + 1)
      this.#line++
    }
    return this.#line
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
