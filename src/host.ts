// What the process can do with houses: open one, work in it, serve it. The demo has a house of its own, so a house is
// always named.
import type { AddCommands, CommandContext, Shell } from './cli/command.ts'
import type { Config } from './config.ts'
import { contextIn, openHouse, type House, type World } from './house.ts'
import { serve, type ServeOptions } from './serve.ts'

export interface Host {
  readonly config: Config
  /** Opens the data folder, made and migrated if need be. Close it at the end. */
  open(dataFolder?: string): Promise<House>
  /** What a command needs to act in the house as `local-operator`. */
  enter(house: House, shell: Shell): Promise<CommandContext>
  /** Serves the house until `shell.signal` is aborted. */
  serve(house: House, shell: Shell): Promise<void>
}

export interface HostOptions extends Omit<ServeOptions, 'commands'> {
  readonly config: Config
  readonly world: World
  /** Asked for when they are needed: some of them need the host. */
  readonly commands: () => readonly AddCommands[]
}

export function makeHost({ config, world, commands, ...options }: HostOptions): Host {
  return {
    config,
    open: (dataFolder = config.dataFolder) => openHouse({ ...config, dataFolder }, world),
    enter: (house, shell) =>
      contextIn(house, { shell, needs: 'operation', runner: house.makeRunner(sayDefectTo(shell)) }),
    serve: (house, shell) => serve(house, shell, { ...options, commands: commands() }),
  }
}

/** A command has no log: its terminal gets what a log would. */
export function sayDefectTo({ note }: Shell): (error: unknown, jobId: string) => void {
  return (error, jobId) => note(`${jobId}: ${error instanceof Error ? error.message : String(error)}`)
}
