// Inventories that councils and others have published. They are not ours to copy into the project, so they are read from
// beside it: LENSCAP_INVENTORIES, or ../shared/data/inventories.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

export const inventoryFolder = resolve(process.env['LENSCAP_INVENTORIES'] ?? '../shared/data/inventories')

/**
 * A test on published files, given by their paths in the folder. Where the folder is not there, it says how many files
 * it did not run, and passes; unless CI_REQUIRES_INVENTORIES is set, which makes it fail.
 */
export function itWithInventories(name: string, files: readonly string[], test: (paths: string[]) => Promise<void>) {
  it(name, async () => {
    if (existsSync(inventoryFolder)) return test(files.map((file) => resolve(inventoryFolder, file)))
    expect(process.env['CI_REQUIRES_INVENTORIES'], `no inventories in ${inventoryFolder}`).toBeFalsy()
    process.stdout.write(`not run, for want of ${inventoryFolder}: ${files.length} published inventories (${name})\n`)
  })
}
