import type { Shell } from '../../src/cli/command.ts'
import type { Progress } from '../../src/jobs/job.ts'

/** A shell that keeps what is written to it. */
export function testShell(over: Partial<Shell> = {}) {
  const printed: string[] = []
  const noted: string[] = []
  const shown: Progress[] = []
  const shell: Shell = {
    cwd: '/somewhere',
    width: 100,
    signal: new AbortController().signal,
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
    progress: (progress) => void shown.push(progress),
    exitWith: () => {},
    ...over,
  }
  return { shell, printed, noted, shown }
}
