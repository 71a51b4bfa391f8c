import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../support/dialects.ts'
import { lenscapHome, type RunningServer } from '../support/server.ts'

const HEADER = 'organisation,standing,sector,site,sensitivity,device,kind,manufacturer,model'
const inventory = (rows: number) =>
  [
    HEADER,
    ...Array.from(
      { length: rows },
      (_, n) =>
        `Ministry of Ducks,department,central-government,POND-${n % 7},sensitive,CAM-${n},camera,Hikvision,DS-2CD2042`,
    ),
  ].join('\n')

interface JobSeen {
  id: string
  state: string
  attempt: number
  result: { rows: number; created: number; unchanged: number }
}

describe('a server', () => {
  const homes: ReturnType<typeof lenscapHome>[] = []
  afterEach(async () => {
    for (const home of homes.splice(0)) await home.close()
  })
  const newHome = (over?: Record<string, string>) => {
    const home = lenscapHome(over)
    homes.push(home)
    return home
  }
  const tokenIn = (text: string) => /lenscap_[a-z0-9]{8}_[a-z0-9]{32}/.exec(text)?.[0]
  const get = async <T>({ url }: RunningServer, path: string, token: string) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    return (await answer.json()) as T
  }
  const send = async ({ url }: RunningServer, token: string, body: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' }
    const answer = await fetch(`${url}/api/v1/imports?fileName=ducks.csv`, { method: 'POST', headers, body })
    expect(answer.status).toBe(202)
    return (await answer.json()) as JobSeen
  }
  const untilState = async (server: RunningServer, token: string, { id }: { id: string }, state: string) => {
    const job = () => get<JobSeen>(server, `/api/v1/jobs/${id}`, token)
    await expect.poll(async () => (await job()).state, { timeout: 55_000, interval: 100 }).toBe(state)
    return job()
  }
  const deviceCount = async (server: RunningServer, token: string) => {
    const { items } = await get<{ items: unknown[] }>(server, '/api/v1/devices?limit=500', token)
    return items.length
  }

  it('prints a token at its first start only, keeps its data to its user, imports a file by HTTP, takes commands over, and stops when told', async () => {
    const home = newHome()
    const server = await home.serve()
    const token = tokenIn(server.printed)!
    expect((await fetch(`${server.url}/api/v1/jobs`)).status).toBe(401)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    // Its data lies where only its user can look.
    expect(statSync(home.dataFolder).mode & 0o777).toBe(0o700)
    expect(statSync(join(home.dataFolder, 'lenscap.sock')).mode & 0o777).toBe(0o600)
    expect(statSync(`${home.dataFolder}.key`).mode & 0o777).toBe(0o600)

    const job = await untilState(server, token, await send(server, token, inventory(20)), 'done')
    expect(job.result).toMatchObject({ rows: 20, created: 20 })
    expect(await deviceCount(server, token)).toBe(20)

    const another = home.run('token', '--json')
    expect(another).toMatchObject({ exit: 0, err: '' })
    const { token: second } = JSON.parse(another.out) as { token: string }
    expect(await deviceCount(server, second)).toBe(20)
    expect(home.run('token', '--revoke', second.split('_')[1]!).exit).toBe(0)
    expect(await get(server, '/api/v1/jobs', second)).toMatchObject({ code: 'token-unknown' })
    expect(home.run('serve')).toMatchObject({ exit: 1, err: expect.stringContaining('running on this data folder') })

    expect(await server.end('SIGTERM')).toBe(0)
    expect(existsSync(join(home.dataFolder, 'lenscap.sock'))).toBe(false)
    const again = await home.serve()
    expect(tokenIn(again.printed)).toBeUndefined()
    expect(await deviceCount(again, token)).toBe(20)
    expect(await again.end('SIGTERM')).toBe(0)
  })

  it('that is killed in an import has all or nothing of it after the next start, and then does it', async () => {
    const home = newHome()
    const first = await home.serve()
    const token = tokenIn(first.printed)!
    const job = await send(first, token, inventory(400))
    await untilState(first, token, job, 'running')
    expect(await first.end('SIGKILL')).toBeNull()

    const next = await home.serve()
    expect([0, 400]).toContain(await deviceCount(next, token))
    const done = await untilState(next, token, job, 'done')
    expect(done.attempt).toBe(2)
    expect(done.result.created + done.result.unchanged).toBe(400)
    expect(await deviceCount(next, token)).toBe(400)
  })

  it('on PostgreSQL does the same, and commands connect by themselves', async () => {
    const database = await openTestDatabase('postgres')
    const home = newHome({ DATABASE_URL: database.source })
    const server = await home.serve()
    const token = tokenIn(server.printed)!
    const file = join(home.home, 'ducks.csv')
    writeFileSync(file, inventory(20))
    expect(JSON.parse(home.run('import', file, '--json').out)).toMatchObject({ rows: 20, created: 20 })
    expect(await deviceCount(server, token)).toBe(20)
    const job = await untilState(server, token, await send(server, token, inventory(20)), 'done')
    expect(job.result).toMatchObject({ created: 0, unchanged: 20 })
    expect(await server.end('SIGTERM')).toBe(0)
    await database.close()
  })

  it('does not start in production without a key, nor with a configuration that is not in order', () => {
    expect(newHome({ NODE_ENV: 'production' }).run('serve')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('LENSCAP_KEY_FILE'),
    })
    expect(newHome({ LENSCAP_PORT: 'eighty' }).run('serve')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('LENSCAP_PORT should be'),
    })
  })

  it('lets no command run the estate where the local operator is off', () => {
    const home = newHome({ LENSCAP_LOCAL_OPERATOR: 'off' })
    expect(home.run('orders')).toMatchObject({ exit: 1, err: expect.stringContaining('LENSCAP_LOCAL_OPERATOR is off') })
    expect(home.run('token').exit).toBe(0)
  })
})
