import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { declare, type AddCommands, type CommandContext, type Shell } from '../cli/command.ts'
import type { Routes } from '../http/plugin.ts'
import type { ClaimRules } from '../orders/claims/rules.ts'
import type { Clock } from '../shared/clock.ts'
import { dayOf, isMonday, nextMonday, parseDay, type Day } from '../shared/day.ts'
import { runDemo } from './run-demo.ts'
import { sandboxClock } from './sandbox-clock.ts'
import { sandboxRoutesWith } from './sandbox-routes.ts'

/** What the demo asks of the process: a house of its own, apart from any real one. `House` is what `open` gives. */
export interface DemoHost<House extends { close(): Promise<void> }> {
  readonly config: { readonly dataFolder: string }
  /** Throws where a server runs on the folder. */
  openFresh(dataFolder: string, clock?: Clock): Promise<House>
  enter(house: House, shell: Shell): Promise<CommandContext>
  serve(house: House, shell: Shell, more?: readonly Routes[]): Promise<void>
  readonly shipped: () => { readonly claims: ClaimRules }
}

interface DemoOptions {
  readonly once?: true
  readonly start?: Day
  readonly sandbox?: true
}

export function demoCommands<House extends { close(): Promise<void> }>(host: DemoHost<House>): AddCommands {
  return (program, context) => {
    declare(program.command('demo'), 'nothing')
      .description('the main job on an estate of fictional organisations, in a data folder of its own; then serve it')
      .option('--once', 'stop after printing')
      .option('--start <day>', 'plan from this Monday; the next one if left out', asMonday)
      .option('--sandbox', 'for a contractor’s developers: orders to claim, and a working day every minute')
      .action(async ({ once, start, sandbox }: DemoOptions) => {
        // Not the context whole: outside the demo's house it has no database to give.
        const { cwd, width, signal, print, note, progress, exitWith, clock } = context()
        const shell: Shell = { cwd, width, signal, print, note, progress, exitWith }
        // Made anew each time: it holds nothing but what the generator makes.
        const time = sandboxClock(clock)
        const house = await host.openFresh(join(host.config.dataFolder, 'demo'), time)
        try {
          await runDemo(await host.enter(house, shell), start ?? nextMonday(dayOf(clock.now())), sandbox)
          if (sandbox) time.run()
          const more = sandbox ? [sandboxRoutesWith(time, host.shipped().claims)] : []
          if (!once) await host.serve(house, shell, more)
        } finally {
          await house.close()
        }
      })
  }
}

function asMonday(text: string): Day {
  const found = parseDay(text)
  if (!found || !isMonday(found)) throw new InvalidArgumentError('Give a Monday as YYYY-MM-DD.')
  return found
}
