import type { Driver } from '../../drivers/driver.ts'

const script = `
const { statSync } = require('node:fs')
const file = process.env.BARTAB_DATA_DIR + '/' + process.argv[1] + '.sqlite-wal'
process.stdout.write(String(statSync(file, { throwIfNoEntry: false })?.size ?? 0))`

/** The sizes of the write-ahead logs, in bytes, asked for beside each service. */
export async function walSizes(
  driver: Pick<Driver, 'exec'>,
  services: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const asked = services.map(async (service) => {
    const result = await driver.exec(service, ['node', '-e', script, service]).catch(() => undefined)
    return result?.exitCode === 0 ? [[service, Number(result.stdout)] as const] : []
  })
  return new Map((await Promise.all(asked)).flat())
}
