// The last line of a test run: how many tests there were, in words that any reader of logs can find.
import type { Reporter, TestModule } from 'vitest/node'

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) for (const test of module.children.allTests()) counts[test.result().state]++
    const skipped = counts.skipped + counts.pending
    // After the other reporters, which print their summary in the same event.
    process.on('exit', () => {
      process.stdout.write(
        `tests: ${counts.passed} passed, ${counts.failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`,
      )
    })
  }
}
