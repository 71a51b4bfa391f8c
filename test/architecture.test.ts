// The house, executable: who may import what. The message is the documentation.
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = resolve('src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
const textOf = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]))

interface Import {
  readonly file: string
  /** Relative to src/ for our own files, else the package or `node:…`. */
  readonly to: string
  /** `import type` leaves nothing at run time. */
  readonly typeOnly: boolean
}
const imports: Import[] = files.flatMap((file) =>
  [...textOf.get(file)!.matchAll(/^(?:import|export)( type)?[^'"]*?from '([^']+)'/gms)].map(([, type, to]) => ({
    file,
    to: to!.startsWith('.') ? relative(src, resolve(src, dirname(file), to!)).replaceAll('\\', '/') : to!,
    typeOnly: type !== undefined,
  })),
)

/** Left may not see right. */
const FEATURES = ['register', 'estate', 'directive', 'planning', 'orders', 'reports', 'console', 'demo']
/** Serve every feature and know none. */
const GROUND = ['shared', 'db', 'http', 'jobs', 'access', 'safekeeping', 'cli']
const roomOf = (path: string) => path.split('/')[0]!
const isRole = (path: string, ...roles: string[]) => roles.some((role) => path.endsWith(`/${role}.ts`))
const isOurs = (path: string) => path.endsWith('.ts')

const broken = (rule: (i: Import) => boolean, because: string) =>
  imports.filter(rule).map(({ file, to }) => `${file} imports ${to}: ${because}`)

describe('imports', () => {
  it('go one way between features', () => {
    const rule = ({ file, to }: Import) =>
      FEATURES.includes(roomOf(file)) && FEATURES.indexOf(roomOf(to)) > FEATURES.indexOf(roomOf(file))
    expect(broken(rule, 'a feature sees only what is to its left')).toEqual([])
  })
  it('never lead from the ground floor into a feature', () => {
    const rule = ({ file, to }: Import) => GROUND.includes(roomOf(file)) && FEATURES.includes(roomOf(to))
    expect(broken(rule, 'db, http, jobs, access, cli and shared know no feature')).toEqual([])
  })
  it('keep shared/ to pure words', () => {
    const allowed = /^(shared\/|date-fns|@date-fns\/|node:crypto$)/
    expect(broken(({ file, to }) => roomOf(file) === 'shared' && !allowed.test(to), 'shared is pure words')).toEqual([])
  })
  it('keep the engine pure', () => {
    const rule = ({ file, to }: Import) => /^planning\/engine\//.test(file) && !/^(planning\/engine|shared)\//.test(to)
    expect(broken(rule, 'the engine is values in, values out')).toEqual([])
  })
  it('keep SQL in stores', () => {
    const rule = ({ file, to }: Import) =>
      to.startsWith('drizzle-orm') && !isRole(file, 'store') && !['db', 'access'].includes(roomOf(file))
    expect(broken(rule, 'statements live in store.ts')).toEqual([])
  })
  it('keep Fastify at the door', () => {
    const rule = ({ file, to }: Import) =>
      to.startsWith('fastify') && !isRole(file, 'routes') && !/^(http\/|jobs\/routes|app\.ts)/.test(file)
    expect(broken(rule, 'only routes and http speak HTTP')).toEqual([])
  })
  it('let no store see a route, a use case or another store', () => {
    const rule = ({ file, to, typeOnly }: Import) =>
      isRole(file, 'store') &&
      isOurs(to) &&
      !typeOnly &&
      (isRole(to, 'store', 'routes', 'schema', 'commands') || roomOf(to) === 'http')
    expect(broken(rule, 'a store holds statements and concepts, nothing above them')).toEqual([])
  })
  it('let routes and commands reach the database through their own store and use cases', () => {
    const rule = ({ file, to, typeOnly }: Import) =>
      isRole(file, 'routes', 'commands') &&
      !typeOnly &&
      (/^db\//.test(to) || (isRole(to, 'store') && dirname(to) !== dirname(file)))
    expect(broken(rule, 'own store, own verbs, use cases to the left')).toEqual([])
  })
  it('let nobody import main.ts', () => {
    expect(broken(({ to }) => to === 'main.ts', 'the process is the end of the line')).toEqual([])
  })
  it('open databases in main.ts, in what it starts, and nowhere else', () => {
    const rule = ({ file, to, typeOnly }: Import) =>
      /^db\/(sqlite|postgres)\.ts$/.test(to) && !typeOnly && !['db', 'main.ts', 'process'].includes(roomOf(file))
    expect(broken(rule, 'a use case is given its database')).toEqual([])
  })
})

describe('the house', () => {
  it('has no barrels and no drawers', () => {
    const drawers = /(^|\/)(index|utils?|helpers?|common|misc|manager|service|base)\.ts$/
    expect(files.filter((file) => drawers.test(file))).toEqual([])
  })
  it('reads the clock, chance and the environment in main.ts alone', () => {
    const reads = /\bDate\.now\(|new Date\(\)|Math\.random\(|process\.env/
    const found = files.filter((file) => file !== 'main.ts' && reads.test(textOf.get(file)!))
    expect(found, 'pass a Clock, Ids or Config in instead').toEqual([])
  })
  it('has rooms of at most ten files, and files of at most 400 lines', () => {
    const rooms = Map.groupBy(files, (file) => dirname(file))
    const crowded = [...rooms].filter(([room, inside]) => room !== '.' && inside.length > 10).map(([room]) => room)
    expect(crowded, 'redesign the room').toEqual(CROWDED)
    const long = files.filter((file) => textOf.get(file)!.split('\n').length > 401)
    expect(long, 'a smell to explain').toEqual(LONG)
  })
  it('is the house that ARCHITECTURE.md shows', () => {
    const tree = readFileSync('ARCHITECTURE.md', 'utf8')
    const rooms = [...new Set(files.map((file) => dirname(file)).filter((room) => room !== '.'))]
    const missing = rooms.filter((room) => !new RegExp(`^\\s+${room.split('/').at(-1)}/`, 'm').test(tree))
    expect(missing, 'say in ARCHITECTURE.md what the room is for').toEqual([])
  })
  it('uses no module of Node by its bare name', () => {
    expect(imports.filter(({ to }) => builtinModules.includes(to))).toEqual([])
  })
})

/** Rooms with more than ten files, each with its reason. */
const CROWDED: readonly string[] = []
/** Files over 400 lines, each with its reason. */
const LONG: readonly string[] = []
