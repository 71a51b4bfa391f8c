// What can be set from outside, all of it. Nothing has to be: the defaults are a SQLite file in ./var, on this machine only.
import { join, resolve } from 'node:path'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { Failure } from './shared/failure.ts'

/** The ceiling of what Lenscap may hold; what follows it is a handling instruction. */
const MARKING = '^OFFICIAL(-SENSITIVE)?( [A-Z][A-Z -]{0,60})?$'
const ADDRESS = '[0-9a-fA-F.:]+(/\\d{1,3})?'
const LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

/** Each description completes "… should be". */
const Env = Type.Object({
  LENSCAP_DATA: Type.String({ default: './var', minLength: 1, description: 'the path of a folder' }),
  DATABASE_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'postgres://USER:PASSWORD@HOST:PORT/DATABASE' }),
  ),
  LENSCAP_HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'an address to listen on' }),
  LENSCAP_PORT: Type.Integer({
    default: 8080,
    minimum: 0,
    maximum: 65535,
    description: 'a port from 1 to 65535, or 0 for any that is free',
  }),
  LENSCAP_METRICS_PORT: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 65535, description: 'a port for /metrics from 1 to 65535, or 0 for any' }),
  ),
  LENSCAP_TRUSTED_PROXIES: Type.Optional(
    Type.String({
      pattern: `^${ADDRESS}(, *${ADDRESS})*$`,
      description: 'addresses or ranges with commas between, such as 10.0.0.7, 10.1.0.0/16',
    }),
  ),
  LENSCAP_MARKING: Type.String({
    default: 'OFFICIAL-SENSITIVE',
    pattern: MARKING,
    description: 'OFFICIAL or OFFICIAL-SENSITIVE, with a handling instruction in capitals if there is one',
  }),
  LENSCAP_KEY_FILE: Type.Optional(Type.String({ minLength: 1, description: 'the path of a file' })),
  LENSCAP_KEY_COMMAND: Type.Optional(
    Type.String({ minLength: 1, description: 'a command that prints what a key file holds' }),
  ),
  LENSCAP_ANCHORS: Type.Optional(
    Type.String({ minLength: 1, description: 'the path of a file, or syslog://HOST:PORT' }),
  ),
  NODE_ENV: Type.Optional(Type.String()),
  LENSCAP_LOCAL_OPERATOR: Type.Enum(['on', 'off'], { default: 'on', description: 'on or off' }),
  LENSCAP_SECURE_COOKIES: Type.Enum(['on', 'off'], { default: 'on', description: 'on or off' }),
  LENSCAP_JOB_MEMORY_MB: Type.Optional(Type.Integer({ minimum: 64, description: 'megabytes from 64, such as 200' })),
  LENSCAP_LOG: Type.Enum([...LEVELS], { default: 'info', description: `one of ${LEVELS.join(', ')}` }),
})
const compiled = Compile(Env)
/** What never leaves the machine. */
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

export interface Config {
  /** Absolute. */
  readonly dataFolder: string
  /** Undefined: SQLite, in the data folder. */
  readonly databaseUrl: string | undefined
  readonly host: string
  readonly port: number
  /** Undefined: metrics are not served. */
  readonly metricsPort: number | undefined
  /** Whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** On every answer. */
  readonly marking: string
  /** Absolute; undefined: beside the data folder, outside production. */
  readonly keyFile: string | undefined
  /** Printed by a command instead; undefined: a file. */
  readonly keyCommand: string | undefined
  /** Where the audit trail leaves its anchors: an absolute path, or `syslog://HOST:PORT`. */
  readonly anchors: string
  readonly production: boolean
  /** Whether whoever can start a command on this machine may run the estate. */
  readonly localOperator: boolean
  /** False: sessions work over plain HTTP, on this machine only. */
  readonly secureCookies: boolean
  /** What a job may hold; undefined: as much as V8 gives any thread of this machine. */
  readonly jobMemoryMb: number | undefined
  readonly logLevel: string
}

/** Not inside, so that a copy of the folder put back in its place does not bring back old anchors too. */
export const anchorsBeside = (dataFolder: string): string => `${dataFolder}.anchors`

/** For files that were sent, and what is kept of imports. */
export const importsIn = (dataFolder: string): string => join(dataFolder, 'imports')

/** Throws `bad-configuration`, which lists every mistake and repeats no value: one may be a password. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, cwd: string): Config {
  const named = Object.keys(Env.properties).flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))
  const values = Value.Convert(Env, Value.Default(Env, Object.fromEntries(named)))
  if (!compiled.Check(values)) {
    const wrong = new Set(compiled.Errors(values).map((error) => error.instancePath.slice(1)))
    const mistakes = Object.entries(Env.properties).flatMap(([name, schema]) =>
      wrong.has(name)
        ? [`${name} should be ${(schema as { description?: string }).description ?? 'another value'}`]
        : [],
    )
    const hint = 'Correct or unset what is named. Without any setting Lenscap keeps its data in ./var.'
    throw new Failure('bad-configuration', `The environment is not in order: ${mistakes.join('; ')}.`, hint)
  }
  if (values.LENSCAP_SECURE_COOKIES === 'off' && !LOOPBACK.includes(values.LENSCAP_HOST)) {
    throw new Failure(
      'bad-configuration',
      'LENSCAP_SECURE_COOKIES is off, and LENSCAP_HOST is not this machine alone: anyone on the way could take a session.',
      'Unset LENSCAP_SECURE_COOKIES and serve through TLS, or listen on 127.0.0.1.',
    )
  }
  const dataFolder = resolve(cwd, values.LENSCAP_DATA)
  const anchors = values.LENSCAP_ANCHORS ?? anchorsBeside(dataFolder)
  return Object.freeze({
    dataFolder,
    databaseUrl: values.DATABASE_URL,
    host: values.LENSCAP_HOST,
    port: values.LENSCAP_PORT,
    metricsPort: values.LENSCAP_METRICS_PORT,
    trustedProxies: values.LENSCAP_TRUSTED_PROXIES?.split(/, */) ?? [],
    marking: values.LENSCAP_MARKING,
    keyFile: values.LENSCAP_KEY_FILE === undefined ? undefined : resolve(cwd, values.LENSCAP_KEY_FILE),
    keyCommand: values.LENSCAP_KEY_COMMAND,
    anchors: anchors.startsWith('syslog://') ? anchors : resolve(cwd, anchors),
    production: values.NODE_ENV === 'production',
    localOperator: values.LENSCAP_LOCAL_OPERATOR === 'on',
    secureCookies: values.LENSCAP_SECURE_COOKIES === 'on',
    jobMemoryMb: values.LENSCAP_JOB_MEMORY_MB,
    logLevel: values.LENSCAP_LOG,
  })
}
