import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// Servers, commands and worker threads start by the hundred: that their modules are compiled is kept between them.
process.env['NODE_COMPILE_CACHE'] ??= resolve('node_modules/.cache/compiled')

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    globalSetup: 'test/support/postgres-server.ts',
    // Two cores: more workers than that only take turns, and each holds database connections.
    maxWorkers: 2,
    // Real servers and real processes start in some tests; a hung one should still fail, not hold the build.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
