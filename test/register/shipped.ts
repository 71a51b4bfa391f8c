import { readFileSync } from 'node:fs'
import { readRegister, type RegisterFiles } from '../../src/register/register.ts'
import { readManufacturersFile, readNonFlaggedFile } from '../../src/register/register-file.ts'

const text = (file: string): string => readFileSync(new URL(`../../data/register/${file}`, import.meta.url), 'utf8')

export const shippedFiles: RegisterFiles = {
  manufacturers: text('manufacturers.json'),
  nonFlagged: text('non_flagged.json'),
  kev: text('kev.json'),
}
export const shipped = readRegister(shippedFiles)
export const listed = readManufacturersFile(shippedFiles.manufacturers).manufacturers
export const clear = readNonFlaggedFile(shippedFiles.nonFlagged)

/** An address inside the block, the same at every call. */
export const macIn = (prefix: string): string => prefix.padEnd(12, '123456')
