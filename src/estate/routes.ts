import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Static } from 'typebox'
import { recordRead } from '../access/audit/record-read.ts'
import { expectedVersion, setEtag } from '../http/etag.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { awaitsSecond } from '../access/requests/routes.ts'
import { RequestReply } from '../access/requests/schema.ts'
import { accepted } from '../jobs/routes.ts'
import { JobReply } from '../jobs/schema.ts'
import { day } from '../shared/day.ts'
import { changeSite, type SiteChange } from './change-site.ts'
import type { ImportInput } from './import/import-inventory.ts'
import { openDevice, openSite } from './load-estate.ts'
import { MOST_BYTES } from './readers/detect.ts'
import { refuse } from './readers/refuse.ts'
import * as schema from './schema.ts'
import { listDevices, listOrganisations, listSites } from './store.ts'

const readers = { roles: ['programme', 'approver', 'estate', 'auditor'] as const }
const tags = ['estate']

export const estateRoutes: Routes = async (app, deps) => {
  const { db } = deps

  app.get(
    '/organisations',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Organisations, oldest first',
        querystring: schema.OrganisationsQuery,
        response: { 200: schema.OrganisationsReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const part = { after: page.after ?? null, limit: page.rows }
      return page.answer(reply, await listOrganisations(db.read, request.caller.scope, part), ({ id }) => id)
    },
  )

  app.get(
    '/sites',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Sites, oldest first, without what is sealed',
        querystring: schema.SitesQuery,
        response: { 200: schema.SitesReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const part = { after: page.after ?? null, limit: page.rows }
      const { caller, query } = request
      const sites = await listSites(db.read, caller.scope, query, part)
      const shown = page.answer(reply, sites, ({ id }) => id)
      const detail = { query, rows: shown.items.length }
      await recordRead(deps, caller, { act: 'sites.listed', subjectKind: 'site', detail })
      return shown
    },
  )

  app.get(
    '/sites/:id',
    {
      config: readers,
      schema: {
        tags,
        summary: 'A site with its address, limbs, access notes and contacts; the look is put on record',
        params: schema.EstateParams,
        response: { 200: schema.SiteReply },
      },
    },
    async ({ params, caller }, reply) => {
      const { site, secrets } = await openSite(deps, caller, params.id)
      setEtag(reply, site.version)
      return schema.siteReply(site, secrets)
    },
  )

  app.patch(
    '/sites/:id',
    {
      config: { roles: ['programme', 'approver', 'estate'] },
      schema: {
        tags,
        summary:
          'Change a site; If-Match names the version that was read. A lower sensitivity waits for a second person: 202',
        params: schema.EstateParams,
        body: schema.SiteBody,
        response: { 200: schema.ChangedSiteReply, 202: RequestReply },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const { upgradeOn, ...rest } = body
      const change: SiteChange = {
        ...rest,
        ...(upgradeOn !== undefined && { upgradeOn: upgradeOn === null ? null : day(upgradeOn) }),
      }
      const done = await changeSite(deps, caller, { id: params.id, version: expectedVersion(request), change })
      if ('request' in done) return reply.send(awaitsSecond(reply, done.request))
      setEtag(reply, done.site.version)
      return reply.code(200).send(done.site)
    },
  )

  app.get(
    '/devices',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Devices, oldest first, without their places',
        querystring: schema.DevicesQuery,
        response: { 200: schema.DevicesReply },
      },
    },
    async (request, reply) => {
      const page = pageOf<string>(request, db.read.sealer)
      const part = { after: page.after ?? null, limit: page.rows }
      const { caller, query } = request
      const devices = await listDevices(db.read, caller.scope, query, part)
      const shown = page.answer(reply, devices, ({ id }) => id)
      const detail = { query, rows: shown.items.length }
      await recordRead(deps, caller, { act: 'devices.listed', subjectKind: 'device', detail })
      return shown
    },
  )

  app.get(
    '/devices/:id',
    {
      config: readers,
      schema: {
        tags,
        summary: 'A device with its place, newest finding and evidence; the look is put on record',
        params: schema.EstateParams,
        response: { 200: schema.DeviceReply },
      },
    },
    async ({ params, caller }, reply) => {
      const opened = await openDevice(deps, caller, params.id)
      setEtag(reply, opened.device.version)
      return schema.deviceReply(opened)
    },
  )
}

/** What an inventory may be sent as; what it is, is told from its content. */
const MEDIA_TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'text/plain',
  'text/xml',
  'application/xml',
  'application/geo+json',
  'application/json',
  'application/x-ndjson',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
]

/** `uploads` is the folder where a file that was sent waits for its import; it is made when first needed. */
export function importRoutesIn(uploads: string): Routes {
  return async (app, { ids, jobs }) => {
    // The file goes to the disk as it comes, whatever it says it is; nothing of it is held in memory.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(MEDIA_TYPES, (_request, payload, done) => done(null, payload))

    app.post(
      '/imports',
      {
        config: { roles: ['programme', 'estate'] },
        schema: {
          tags,
          summary: 'Import an inventory: the body is the file, whose format is told by its content',
          consumes: MEDIA_TYPES,
          querystring: schema.ImportQuery,
          response: { 202: JobReply },
        },
      },
      async ({ query, body, caller }, reply) => {
        const file = join(uploads, ids.next('upl'))
        try {
          await receive(body as Readable | undefined, uploads, file)
          return accepted(reply, await jobs.submit(caller, 'import', inputOf(query, file)))
        } catch (error) {
          await rm(file, { force: true })
          throw error
        }
      },
    )
  }
}

async function receive(body: Readable | undefined, folder: string, file: string): Promise<void> {
  if (!body) throw refuse('empty-file', 'The request has no body.', 'Send the file as the body.')
  // Nobody but the service's own user: an inventory of sensitive sites is sensitive.
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await pipeline(body, limited, createWriteStream(file, { mode: 0o600 }))
}

async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MOST_BYTES)
      throw refuse('body-too-large', 'The file is over 1 GB.', 'Split it, keeping the header row.')
    yield chunk
  }
}

function inputOf(query: Static<typeof schema.ImportQuery>, file: string): ImportInput {
  const { fileName = 'the file', asOf, map = [], ...options } = query
  const pairs = map.map((text) => [text.slice(0, text.indexOf('=')).trim(), text.slice(text.indexOf('=') + 1).trim()])
  return {
    ...options,
    file,
    fileName,
    removeAfter: true,
    ...(asOf !== undefined && { asOf: day(asOf) }),
    ...(pairs.length > 0 && { map: Object.fromEntries(pairs) as Record<string, string> }),
  }
}
