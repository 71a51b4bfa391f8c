// What the process can do with houses: open one, work in it, serve it. The demo has a house of its own, so a house is
// always named.
import { rmSync } from 'node:fs'
import type { AddCommands, CommandContext, Shell } from './cli/command.ts'
import { handOverPath, refuseIfServed } from './cli/hand-over.ts'
import { anchorsBeside, type Config } from './config.ts'
import type { Routes } from './http/plugin.ts'
import { sayError } from './http/protocol/log-lines.ts'
import { contextIn, openHouse, type House, type World } from './house.ts'
import type { Clock } from './shared/clock.ts'
import { serve, type ServeOptions } from './serve.ts'

export interface Host {
  readonly config: Config
  /** Opens the data folder, made and migrated if need be. Close it at the end. */
  open(): Promise<House>
  /**
   * Opens a house that is made anew in the folder: with a SQLite file and a key of its own, apart from any other,
   * whatever the environment says, and with a clock of its own if one is given; long work keeps the world's. Throws `already-serving` where a server runs on the folder.
   */
  openFresh(dataFolder: string, clock?: Clock): Promise<House>
  /** What a command needs to act in the house as `local-operator`. */
  enter(house: House, shell: Shell): Promise<CommandContext>
  /** Serves the house until `shell.signal` is aborted; `more`: what it serves beside what every house does. */
  serve(house: House, shell: Shell, more?: readonly Routes[]): Promise<void>
  /** As it ships. */
  readonly shipped: ServeOptions['shipped']
}

export interface HostOptions extends Omit<ServeOptions, 'commands' | 'more'> {
  readonly config: Config
  readonly world: World
  /** Asked for when they are needed: some of them need the host. */
  readonly commands: () => readonly AddCommands[]
  /** From then on Ctrl-C aborts the shell's signal, and no longer ends the process at once. */
  readonly listenForInterrupts: () => void
}

const APART = {
  databaseUrl: undefined,
  keyFile: undefined,
  keyCommand: undefined,
  production: false,
  localOperator: true,
  // A screen for a person: requests that went well are no part of it.
  logLevel: 'warn',
} as const

export function makeHost({ config, world, commands, listenForInterrupts, ...options }: HostOptions): Host {
  return {
    config,
    shipped: options.shipped,
    open: () => openHouse(config, world),
    async openFresh(dataFolder, clock = world.clock) {
      listenForInterrupts()
      await refuseIfServed(handOverPath(dataFolder, options.platform))
      const anchors = anchorsBeside(dataFolder)
      for (const old of [dataFolder, anchors]) rmSync(old, { recursive: true, force: true })
      return openHouse({ ...config, ...APART, dataFolder, anchors }, { ...world, clock })
    },
    enter(house, shell) {
      const said = { command: 'demo', arguments: [], options: {} }
      return contextIn(house, { shell, needs: 'operation', runner: house.makeRunner(sayDefectTo(shell)), said })
    },
    serve(house, shell, more = []) {
      listenForInterrupts()
      return serve(house, shell, { ...options, commands: commands(), more })
    },
  }
}

/** A command has no log: its terminal gets what a log would. */
export function sayDefectTo({ note }: Shell): (error: unknown, jobId: string) => void {
  return (error, jobId) => {
    const { type, message, stack } = sayError(error)
    note(`${jobId}: ${type}: ${message}\n${stack}`)
  }
}
