// The API's own description: OpenAPI 3.1 at /openapi.json, and a page at /docs that reads it and needs no other server.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { ProblemReply } from './problems.ts'

/** Describes every route that is registered after it. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
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
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    transform: ({ schema, url, route }) => {
      const given = (schema ?? {}) as Record<string, unknown>
      const response = {
        ...(given['response'] as object | undefined),
        default: { description: 'A problem.', content: { 'application/problem+json': { schema: ProblemReply } } },
      }
      const open = route.config?.public ? { security: [] } : {}
      return { schema: { ...given, ...open, response }, url }
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/openapi.json', validatorUrl: null },
    theme: { title: 'Lenscap' },
  })
  app.get('/openapi.json', { schema: { hide: true }, config: { public: true } }, async () => app.swagger())
}
