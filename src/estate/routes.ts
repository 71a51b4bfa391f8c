import { recordRead } from '../access/audit/record-read.ts'
import { expectedVersion, setEtag } from '../http/etag.ts'
import { pageOf } from '../http/paging.ts'
import type { Routes } from '../http/plugin.ts'
import { awaitsSecond } from '../access/requests/routes.ts'
import { RequestReply } from '../access/requests/schema.ts'
import { day } from '../shared/day.ts'
import { changeSite, type SiteChange } from './change-site.ts'
import { openDevice, openSite } from './load-estate.ts'
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
