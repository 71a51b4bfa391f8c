import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'

describe('the configuration', () => {
  it('needs nothing: a SQLite file in ./var, served to this machine only', () => {
    expect(readConfig({}, '/srv')).toEqual({
      dataFolder: '/srv/var',
      databaseUrl: undefined,
      host: '127.0.0.1',
      port: 8080,
      metricsPort: undefined,
      trustedProxies: [],
      marking: 'OFFICIAL-SENSITIVE',
      keyFile: undefined,
      keyCommand: undefined,
      anchors: '/srv/var.anchors',
      production: false,
      localOperator: true,
      secureCookies: true,
      jobMemoryMb: undefined,
      logLevel: 'info',
    })
  })

  it('lets cookies go without TLS on this machine only', () => {
    expect(readConfig({ LENSCAP_SECURE_COOKIES: 'off' }, '/srv').secureCookies).toBe(false)
    const open = { LENSCAP_SECURE_COOKIES: 'off', LENSCAP_HOST: '0.0.0.0' }
    expect(() => readConfig(open, '/srv')).toThrow('LENSCAP_SECURE_COOKIES is off')
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ LENSCAP_DATA: '', DATABASE_URL: '', LENSCAP_KEY_FILE: '' }, '/srv').dataFolder).toBe('/srv/var')
  })

  it('reads what is set', () => {
    const env = {
      LENSCAP_DATA: '/data',
      DATABASE_URL: 'postgres://lens:secret@db/lenscap',
      LENSCAP_HOST: '0.0.0.0',
      LENSCAP_PORT: '0',
      LENSCAP_METRICS_PORT: '9464',
      LENSCAP_TRUSTED_PROXIES: '10.0.0.7, fd00::/8',
      LENSCAP_MARKING: 'OFFICIAL-SENSITIVE COMMERCIAL',
      LENSCAP_KEY_FILE: 'keys/main.key',
      NODE_ENV: 'production',
      LENSCAP_LOCAL_OPERATOR: 'off',
      LENSCAP_JOB_MEMORY_MB: '200',
      LENSCAP_LOG: 'warn',
      LENSCAP_ANCHORS: 'kept/anchors',
    }
    expect(readConfig(env, '/srv')).toMatchObject({
      dataFolder: '/data',
      databaseUrl: 'postgres://lens:secret@db/lenscap',
      port: 0,
      metricsPort: 9464,
      trustedProxies: ['10.0.0.7', 'fd00::/8'],
      marking: 'OFFICIAL-SENSITIVE COMMERCIAL',
      keyFile: '/srv/keys/main.key',
      anchors: '/srv/kept/anchors',
      production: true,
      localOperator: false,
      secureCookies: true,
      jobMemoryMb: 200,
    })
  })

  it('knows no marking above its ceiling, and trusts no proxy by name', () => {
    for (const env of [{ LENSCAP_MARKING: 'SECRET' }, { LENSCAP_TRUSTED_PROXIES: 'proxy.example' }]) {
      expect(() => readConfig(env, '/srv')).toThrow(Object.keys(env)[0]!)
    }
  })

  it('lists every mistake at once, and repeats no value', () => {
    const env = { DATABASE_URL: 'mysql://lens:secret@db', LENSCAP_PORT: '65536', LENSCAP_LOCAL_OPERATOR: 'no' }
    const read = () => readConfig(env, '/srv')
    expect(read).toThrow(expect.objectContaining({ code: 'bad-configuration' }))
    for (const name of Object.keys(env)) expect(read).toThrow(name)
    expect(String(catching(read))).not.toContain('secret')
  })
})

function catching(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
