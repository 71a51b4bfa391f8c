// How the key file gets to the disk: whole or not at all, and readable by its owner only.
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from '../shared/failure.ts'

/** Fails if there is a file already. */
export function writeNew(file: string, text: string): void {
  fill(openSync(file, 'wx', 0o600), file, text)
}

/**
 * Puts another text in the file's place; whoever reads it meanwhile gets the one or the other. `make` is called once no
 * other process can do the same. Throws `key-file-busy`.
 */
export function writeOver(file: string, make: () => string): void {
  const next = `${file}.next`
  const fd = openAlone(next, file)
  try {
    fill(fd, next, make())
    renameSync(next, file)
    syncFolder(dirname(file))
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}

function openAlone(next: string, file: string): number {
  try {
    return openSync(next, 'wx', 0o600)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    const hint = `If nothing does, a process ended in the middle: see that ${file} is whole, and delete ${next}.`
    throw new Failure('key-file-busy', `Another process is changing the key file ${file}, or left ${next}.`, hint)
  }
}

function fill(fd: number, file: string, text: string): void {
  try {
    // The mode it was opened with is subject to the umask only ever to be narrower; said again for file systems that
    // ignore it.
    chmodSync(file, 0o600)
    writeSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** So that the new name survives a power cut; Windows knows no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
