import type { Columns } from '../../../estate/lists/fields.ts'
import { acceptLists, listBody, ListFile, sendList } from '../../../estate/lists/routes.ts'
import { pageOf } from '../../../http/paging.ts'
import type { Routes } from '../../../http/plugin.ts'
import { day, dayOf } from '../../../shared/day.ts'
import { LIST_NAMES, LISTS, type ListName } from '../catalogue.ts'
import { EXAMPLES } from './examples.ts'
import { catalogueOn, getCatalogue, withinScope } from './in-force.ts'
import { recordVersion, type CatalogueChange, type Shipped } from './record-version.ts'
import * as schema from './schema.ts'
import { listVersions } from './store.ts'

const tags = ['catalogue']
const readers = { roles: ['programme', 'finance', 'approver', 'auditor'] as const }
const writers = { roles: ['finance'] as const }

const HOLDS: Readonly<Record<ListName, string>> = {
  models: 'Replacement models: what they can do, price, labour, batch, stock, lead time',
  rates: 'Rates: crew hour, mobilisation, work at height, civils, disposal by data class',
  'vat-recovery': 'How much VAT each organisation recovers, by kind of cost',
  'old-models': 'What is known of the kit that stands, by the beginning of its model',
  'approved-lists': 'Which organisation demands models of which approved list',
}

export function catalogueRoutesWith(shipped: Shipped): Routes {
  return async (app, { marking, ...deps }) => {
    const { db, clock } = deps
    acceptLists(app)
    const change = async (caller: Parameters<typeof recordVersion>[2]['caller'], of: CatalogueChange) =>
      schema.recordedReply(await recordVersion(deps, shipped, { caller, change: of }))
    const from = (validFrom: string | undefined) => (validFrom === undefined ? {} : { validFromOn: day(validFrom) })

    app.get(
      '/catalogue',
      {
        config: readers,
        schema: {
          tags,
          summary: 'The catalogue whose prices count: models, rates, VAT recovery, settings',
          querystring: schema.CatalogueQuery,
          response: { 200: schema.CatalogueReply },
        },
      },
      async ({ query, caller }) => {
        const on = query.on === undefined ? dayOf(clock.now()) : day(query.on)
        const catalogue = await catalogueOn(db.read, shipped.catalogue, on)
        return schema.catalogueReply(await withinScope(db.read, caller.scope, catalogue))
      },
    )

    app.put(
      '/catalogue/settings',
      {
        config: writers,
        schema: {
          tags,
          summary: 'Change uplift, VAT rate or price basis; what is left out stays. Makes a version',
          querystring: schema.ChangeQuery,
          body: schema.SettingsBody,
          response: { 200: schema.RecordedReply },
        },
      },
      async ({ body, query, caller }) => {
        const { upliftBasisPoints, vatBasisPoints, priceBasis } = body
        const settings = {
          ...(upliftBasisPoints !== undefined && { upliftBasisPoints }),
          ...(vatBasisPoints !== undefined && { vatBasisPoints }),
          ...(priceBasis !== undefined && { priceBasis }),
        }
        return change(caller, { lists: {}, settings, ...from(query.validFrom) })
      },
    )

    for (const list of LIST_NAMES) {
      const columns = LISTS[list] as Columns

      app.get(
        `/catalogue/${list}`,
        {
          config: readers,
          schema: {
            tags,
            summary: `${HOLDS[list]}; CSV`,
            querystring: schema.ListQuery,
            response: { 200: ListFile },
          },
        },
        async ({ query, caller }, reply) => {
          const { version } = query
          const catalogue =
            version === undefined
              ? await catalogueOn(db.read, shipped.catalogue, dayOf(clock.now()))
              : await getCatalogue(db.read, shipped.catalogue, version)
          const rows = (await withinScope(db.read, caller.scope, catalogue))[list]
          return sendList(reply, { columns, rows, name: list, marking })
        },
      )

      app.put(
        `/catalogue/${list}`,
        {
          config: writers,
          schema: {
            tags,
            summary: `${HOLDS[list]}: the list takes the place of the one in force, whole or not at all. Makes a version`,
            querystring: schema.ChangeQuery,
            body: listBody(columns, EXAMPLES[list]),
            response: { 200: schema.RecordedReply },
          },
        },
        async ({ body, query, caller }) =>
          change(caller, {
            lists: { [list]: { bytes: body as Buffer, name: `${list}.csv` } },
            ...from(query.validFrom),
          }),
      )
    }

    app.get(
      '/catalogue-versions',
      {
        config: readers,
        schema: {
          tags,
          summary: 'Versions of the catalogue that were recorded or that a plan was made with, oldest first',
          querystring: schema.VersionsQuery,
          response: { 200: schema.VersionsReply },
        },
      },
      async (request, reply) => {
        const page = pageOf<string>(request, db.read.sealer)
        const rows = await listVersions(db.read, { after: page.after ?? null, limit: page.rows })
        return page.answer(reply, rows.map(schema.versionReply), ({ id }) => id)
      },
    )

    app.get(
      '/catalogue-versions/:version',
      {
        config: readers,
        schema: {
          tags,
          summary: 'One version of the catalogue, such as a plan names',
          params: schema.VersionParams,
          response: { 200: schema.CatalogueReply },
        },
      },
      async ({ params, caller }) => {
        const catalogue = await getCatalogue(db.read, shipped.catalogue, params.version)
        return schema.catalogueReply(await withinScope(db.read, caller.scope, catalogue))
      },
    )
  }
}
