// How far long work has come: a bar on a terminal; elsewhere a line when the work turns to something else, and at every
// tenth part of it.
import { SingleBar } from 'cli-progress'
import type { PacedProgress, Progress } from '../jobs/job.ts'

export interface ProgressView {
  show(progress: PacedProgress): void
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
    show({ done, total, doing, ...pace }) {
      const said = sayPace(pace)
      if (bar && known !== (total !== null)) clear()
      if (!bar) {
        known = total !== null
        const format = known ? '{doing} [{bar}] {value} of {total}{pace}' : '{doing} {value}{pace}'
        bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true, stopOnComplete: false })
        bar.start(total ?? 0, done, { doing, pace: said })
      }
      if (total !== null) bar.setTotal(total)
      bar.update(done, { doing, pace: said })
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
      write(`${doing}: ${done}${total === null ? '' : ` of ${total}`}${sayPace(progress)}`)
    },
  }
}

/** `, 12,000 a second, 1 min 20 s left`; nothing while it cannot be told. */
function sayPace({ perSecond = null, secondsLeft = null }: Omit<PacedProgress, keyof Progress>): string {
  const rate = perSecond === null ? '' : `, ${perSecond.toLocaleString('en-GB')} a second`
  if (secondsLeft === null) return rate
  const minutes = Math.floor(secondsLeft / 60)
  return `${rate}, ${minutes === 0 ? '' : `${minutes} min `}${secondsLeft % 60} s left`
}
