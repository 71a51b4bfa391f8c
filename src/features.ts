// What Lenscap is made of: each feature adds its routes, its commands and its long work here, and nowhere else.
import type { AddCommands } from './cli/command.ts'
import type { Routes } from './http/plugin.ts'
import type { JobHandlers } from './jobs/job.ts'
import { jobRoutes } from './jobs/routes.ts'

/** Registered under /api/v1. */
export const routes: readonly Routes[] = [jobRoutes]

export const commands: readonly AddCommands[] = []

/** By kind. Each runs in a worker thread of its own. */
export const jobHandlers: JobHandlers = {}
