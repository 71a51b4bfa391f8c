// What a feature's routes.ts is: a Fastify plugin that is given its dependencies as options.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { CookieRules } from '../access/sessions/cookie.ts'
import type { Deps } from '../deps.ts'
import type { JobQueue } from '../jobs/job.ts'

export interface RouteDeps extends Deps, CookieRules {
  readonly jobs: JobQueue
  /** What stands on every answer, for those that are files and are kept. */
  readonly marking: string
}
export type Routes = FastifyPluginAsyncTypebox<RouteDeps>
