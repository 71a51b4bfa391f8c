// How the key file gets to the disk: whole or not at all, and readable by its owner only.
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
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
  const lock = `${file}.lock`
  const next = `${file}.next`
  takeLock(lock, file)
  try {
    fill(openSync(next, 'w', 0o600), next, make())
    renameSync(next, file)
    syncFolder(dirname(file))
  } finally {
    rmSync(next, { force: true })
    rmSync(lock, { force: true })
  }
}

/** The lock names the process that holds it: one that was killed holds nothing. */
function takeLock(lock: string, file: string): void {
  try {
    writeNew(lock, String(process.pid))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    if (isAlive(Number(readFileSync(lock, 'utf8')))) {
      const hint = `If none does, delete ${lock}.`
      throw new Failure('key-file-busy', `Another process is changing the key file ${file}.`, hint)
    }
    rmSync(lock)
    writeNew(lock, String(process.pid))
  }
}

function isAlive(pid: number): boolean {
  // Zero would ask after our own group.
  if (!(pid > 0)) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
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
