import type { Routes } from '../../http/plugin.ts'
import type { Register } from '../../register/register.ts'
import { DIRECTIVE_VERSION } from '../decision-table.ts'
import { check } from './check.ts'
import { checkedReply, DeploymentBody, DeploymentReply } from './schema.ts'

export function deploymentRoutesWith(shipped: Register): Routes {
  return async (app, deps) => {
    app.post(
      '/deployment-checks',
      {
        config: { roles: ['programme', 'approver', 'estate'] },
        schema: {
          tags: ['deployment-checks'],
          summary:
            'May this equipment go to these sites? Permitted, refused or needs-review, line by line; nothing is kept',
          body: DeploymentBody,
          response: { 200: DeploymentReply },
        },
      },
      async ({ body, caller }) => {
        const numbered = body.lines.map((line, i) => ({ ...line, number: i + 1 }))
        const { registerVersion, sums, lines } = await check(deps, shipped, { caller, lines: numbered })
        const { permitted, refused } = sums
        const counts = { permitted, refused, needsReview: sums['needs-review'] }
        return { registerVersion, directiveVersion: DIRECTIVE_VERSION, ...counts, lines: lines.map(checkedReply) }
      },
    )
  }
}
