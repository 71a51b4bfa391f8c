// A purchase or installation list from a file: any table that an inventory may be, or NetBox device types, as YAML, JSON or
// CSV.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { coerce } from '../../estate/inventory/coerce.ts'
import { mapColumns } from '../../estate/inventory/map-columns.ts'
import { readInventory } from '../../estate/readers/read-inventory.ts'
import type { Register } from '../../register/register.ts'
import { Failure } from '../../shared/failure.ts'
import type { DeploymentLine } from './check-deployment.ts'

/** Throws a Failure with exit code 2 for a file that is no such list. No line is lost: what cannot be read says why. */
export async function readList(file: string, register: Register): Promise<DeploymentLine[]> {
  const name = basename(file)
  if (/\.ya?ml$/i.test(name)) return readDeviceTypes(await open(file, name), name)
  const { table, means } = await readTable(file, name)
  const map = mapColumns(table.header, {}, means === undefined ? {} : { means })
  if (!map.mapped.some(({ field }) => field === 'manufacturer' || field === 'model' || field === 'makeModel')) {
    throw noList(`${name} has neither a column of makes nor one of models. It has: ${table.header.join(', ')}.`)
  }
  const { rows, complaints } = coerce(table, map, { names: register.names })
  const broken = new Map(complaints.map(({ row, message }) => [row, message]))
  return [
    ...rows.map(({ number, facts }) => ({ ...facts, number, site: facts.site ?? facts.siteName })),
    ...[...broken].map(([number, message]) => ({ number, broken: message })),
  ].sort((a, b) => a.number - b.number)
}

/** NetBox's own list of device types (/api/dcim/device-types/) is no inventory, but is what may be asked about here. */
async function readTable(file: string, name: string) {
  try {
    const { table } = await readInventory(file, name)
    return { table, means: table.means }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'device-type-file') throw error
    const { table } = await readInventory(file, name, { format: 'json' })
    return { table, means: { manufacturer: 'manufacturer.name', model: 'model' } }
  }
}

/** One a document. Only the two plain fields at the top are looked at, so that no YAML has to be understood whole. */
function readDeviceTypes(text: string, name: string): DeploymentLine[] {
  const documents = text.split(/^---[^\S\n]*$/m).filter((part) => part.trim() !== '')
  const lines = documents.map((part, i) => {
    const field = (key: string) => new RegExp(`^${key}:[ \\t]*(.+?)[ \\t\\r]*$`, 'm').exec(part)?.[1]
    const plain = (value: string | undefined) => value?.replace(/^(['"])(.*)\1$/, '$2') ?? null
    return { number: i + 1, manufacturer: plain(field('manufacturer')), model: plain(field('model')) }
  })
  if (lines.some(({ manufacturer, model }) => manufacturer !== null || model !== null)) return lines
  throw noList(`${name} describes no types of device: none of it has a manufacturer or a model.`)
}

async function open(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new Failure('file-missing', `There is no file ${name} that can be read.`, 'Check the path.', { exitCode: 2 })
  }
}

function noList(message: string): Failure {
  return new Failure('no-device-columns', message, 'Give a list with make, model and site.', { exitCode: 2 })
}
