// What the cells of two facts fill in, and what shows only when a row's facts are seen together.
import type { Compound, Field } from '../columns.ts'
import { fromDescription, splitMakeModel, suspectIn, type MakerNames } from '../make-model.ts'
import type { MappedColumn } from '../map-columns.ts'
import { isNowhere, seemsSwapped, type Point } from '../points.ts'
import { Warnings, type Complaint } from '../warnings.ts'

/** A row's facts while they are read. */
export type Said = Record<Field, unknown>
/** What a row says in columns of more than one fact. */
export type Besides = Partial<Record<Compound, unknown>>

export class Filling {
  readonly warnings = new Warnings()
  readonly #names: MakerNames | undefined
  readonly #headers: ReadonlyMap<string, string>

  constructor(columns: readonly MappedColumn[], names: MakerNames | undefined) {
    this.#names = names
    this.#headers = new Map(columns.map(({ field, header }) => [field, header]))
  }

  /** Fills in blanks only: a column of its own says it better. Returns why the row cannot be taken. */
  fillIn(row: number, said: Said, { makeModel, description, coordinates }: Besides): Complaint | undefined {
    if (typeof makeModel === 'string') this.#split(row, said, makeModel)
    if (typeof description === 'string' && said.manufacturer === null) this.#look(row, said, description)
    if (coordinates && said.lat === null && said.lon === null) Object.assign(said, coordinates)
    return said.lat === null || said.lon === null ? undefined : this.#judgePoint(row, said)
  }

  #split(row: number, said: Said, text: string): void {
    const { manufacturer, model } =
      said.manufacturer === null && this.#names
        ? splitMakeModel(this.#names, text)
        : { manufacturer: null, model: text }
    said.manufacturer ??= manufacturer
    said.model ??= model
    if (said.manufacturer !== null) return
    const say = (n: string) =>
      `${n} of "${this.#headers.get('makeModel')}" that begin with no known maker: all of it is kept as the model, the maker is unknown.`
    this.warnings.tally('maker-not-told', row, say)
  }

  #look(row: number, said: Said, description: string): void {
    const found = this.#names && suspectIn(this.#names, description)
    if (found === undefined || (typeof said.model === 'string' && suspectIn(this.#names!, said.model))) return
    said.manufacturer = fromDescription(found)
    const say = (n: string) =>
      `${n} whose maker is named in "${this.#headers.get('description')}" alone: kept as a hint for a person to judge (where that column states make and model, say --map make_model="${this.#headers.get('description')}").`
    this.warnings.tally('maker-in-description', row, say)
  }

  #judgePoint(row: number, said: Said): Complaint | undefined {
    const point = { lat: said.lat, lon: said.lon } as Point
    if (isNowhere(point)) {
      Object.assign(said, { lat: null, lon: null })
      this.warnings.tally('nowhere', row, (n) => `${n} at 0, 0, which is no place: taken as unknown.`)
      return undefined
    }
    if (!seemsSwapped(point) || said.region === 'Overseas') return undefined
    const message = `${point.lat}, ${point.lon} lies in the Indian Ocean or Africa, and in Britain the other way round: latitude and longitude have changed places. Map them with --map lat=… --map lon=…; a site that is there has the region Overseas.`
    return { row, column: this.#headers.get('lat') ?? this.#headers.get('coordinates')!, code: 'bad-point', message }
  }
}
