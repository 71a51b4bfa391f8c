import { describe, expect, it } from 'vitest'
import { NameIndex } from '../../src/register/names.ts'

const index = new NameIndex<string>()
index.add('Hikvision', 'hikvision', { typos: true })
index.add('Hikvision Robot', 'hikrobot')
index.add('HIK', 'hikvision', { wholeField: true })
index.add('Dahua', 'dahua', { typos: true })
index.add('Axis', 'axis')
const read = (text: string): string =>
  index
    .readField(text)
    .names.map(({ name, how, whole }) => `${name.holder} ${how}${whole ? ' whole' : ''}`)
    .join(', ')

describe('a name in a field', () => {
  it.each([
    ['Hikvision', 'hikvision exact whole'],
    ['HIK VISION', 'hikvision exact whole'],
    ['old Hikvision dome', 'hikvision exact'],
    ['Hikvision Robot', 'hikrobot exact whole'],
    ['Axis / Dahua', 'axis exact, dahua exact'],
    ['HIK', 'hikvision exact whole'],
    ['HIK dome', ''],
    ['HIK (UK) Limited', 'hikvision exact'],
    ['HIK dome (UK)', ''],
    ['Nobody (HIK)', ''],
    ['Praxis', ''],
    ['Hikvisionary', ''],
    ['hiking', ''],
    ['Shiki', ''],
    ['', ''],
  ])('"%s" is read as "%s"', (text, reading) => expect(read(text)).toBe(reading))

  it.each(['Hikvison', 'Hikvisiion', 'Hikvisoin', 'Hikvisiom', 'ikvision', 'Hikvisions', 'Hik Vison'])(
    'may miss a long name by one edit: %s',
    (text) => expect(read(text)).toBe('hikvision typo whole'),
  )

  it.each(['Hikvisn', 'Hkivisoin', 'Dahau', 'Dahu', 'Hikwon'])(
    'misses it by two edits, or a short name by one: %s',
    (text) => expect(read(text)).toBe(''),
  )
})
