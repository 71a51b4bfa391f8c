import { recordRead } from '../../access/audit/record-read.ts'
import type { Routes } from '../../http/plugin.ts'
import { dayOf } from '../../shared/day.ts'
import { readProgress } from './read-progress.ts'
import * as schema from './schema.ts'

export const progressRoutes: Routes = async (app, deps) => {
  app.get(
    '/progress',
    {
      config: { roles: ['programme', 'approver', 'estate', 'auditor'] },
      schema: {
        tags: ['progress'],
        summary:
          'Where the estate stands today: sites clear by inventory, cleared, decided against; the look is put on record',
        response: { 200: schema.ProgressReply },
      },
    },
    async ({ caller }) => {
      const today = dayOf(deps.clock.now())
      const progress = await deps.db.snapshot((q) => readProgress(q, caller.scope, today))
      await recordRead(deps, caller, { act: 'progress.opened', subjectKind: 'estate' })
      return schema.progressReply(progress, today)
    },
  )
}
