// How far long work has come: a bar on a terminal; elsewhere a line when the work turns to something else, and at every
// tenth part of it.
import { SingleBar } from 'cli-progress'
import type { Progress } from '../jobs/job.ts'

export interface ProgressView {
  show(progress: Progress): void
  /** Before anything else is written, and at the end. */
  clear(): void
}

export function progressBar(stream: NodeJS.WritableStream): ProgressView {
  let bar: SingleBar | undefined
  let known: boolean | undefined
  const clear = () => {
    bar?.stop()
    bar = undefined
  }
  return {
    clear,
    show({ done, total, doing }) {
      if (bar && known !== (total !== null)) clear()
      if (!bar) {
        known = total !== null
        const format = known ? '{doing} [{bar}] {value} of {total}' : '{doing} {value}'
        bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true, stopOnComplete: false })
        bar.start(total ?? 0, done, { doing })
      }
      if (total !== null) bar.setTotal(total)
      bar.update(done, { doing })
    },
  }
}

export function progressLines(write: (line: string) => void): ProgressView {
  let doing = ''
  let tenth = 0
  return {
    clear: () => {},
    show(progress) {
      const { done, total } = progress
      const now = total ? Math.floor((done * 10) / total) : 0
      if (progress.doing === doing && now <= tenth) return
      doing = progress.doing
      tenth = now
      write(total === null ? `${doing}: ${done}` : `${doing}: ${done} of ${total}`)
    },
  }
}
