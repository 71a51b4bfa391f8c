// The API's own description: OpenAPI 3.1 at /openapi.json, and a page at /docs that reads it and needs no other server.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { cookieName, type CookieRules } from '../../access/sessions/cookie.ts'
import { describeOperation, TO_READ } from './operations.ts'

/** Describes every route that is registered after it. */
export async function describeApi(
  app: FastifyInstance,
  { version, ...cookies }: { version: string } & CookieRules,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lenscap',
        version,
        description: 'Plans the removal of flagged surveillance equipment, sensitive sites first.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'A token, as printed by `lenscap token`.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: cookieName(cookies),
            description: 'The cookie that POST /api/v1/session sets.',
          },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: 'X-CSRF-Token',
            description: 'With the cookie, on what changes something: csrfToken of GET /api/v1/session.',
          },
        },
      },
      security: TO_READ,
    },
    transform: ({ schema, url, route }) => {
      const open = route.config?.public === true
      const given = (schema ?? {}) as Record<string, unknown>
      if (given['hide'] === true) return { schema: given, url }
      return { schema: describeOperation(given, { method: String(route.method), url, open }), url }
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/openapi.json', validatorUrl: null },
    theme: { title: 'Lenscap' },
  })
  app.get('/openapi.json', { schema: { hide: true }, config: { public: true } }, async () => app.swagger())
}
