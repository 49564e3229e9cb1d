import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endCleanly, scratchFolder } from '../ending.ts'
import { sharedEnvironment, startBackdrop } from './backdrop.ts'
import { compareDownloads } from './compare-downloads.ts'
import { compareThumbnails } from './compare-thumbnails.ts'
import { compareUploads } from './compare-uploads.ts'
import { measureMemory } from './measure-memory.ts'
import { missingPeers, peerVersions } from './peers.ts'
import { printReport, type Report } from './report.ts'
import { startServer } from './server-process.ts'
import type { Stage } from './stage.ts'

endCleanly()
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'thumbnails,uploads,downloads,memory' },
    /** Size of the largest upload of the memory figures, in MB. */
    largest: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  },
})

const missing = await missingPeers()
if (missing.length > 0) {
  process.stderr.write(
    `missing: ${missing.join(', ')}\napt-get install nginx-light libnginx-mod-http-image-filter imagemagick libjpeg-turbo-progs wrk curl\n`,
  )
  process.exit(69)
}

const folder = scratchFolder('media')
const root = new URL('../../../', import.meta.url).pathname
try {
  await using backdrop = await startBackdrop()
  const shared = sharedEnvironment(backdrop)
  await using media = await startServer(`${root}services/media/src/main.ts`, {
    ...shared,
    BARTAB_DATA_DIR: join(folder, 'data'),
  })
  const open = Object.fromEntries(
    ['ADDRESS', 'USER'].flatMap((who) => [
      [`BARTAB_LIMIT_${who}_PER_S`, '1000000'],
      [`BARTAB_LIMIT_${who}_BURST`, '10000000'],
    ]),
  )
  await using gateway = await startServer(`${root}gateway/src/main.ts`, {
    ...shared,
    ...open,
    BARTAB_DATA_DIR: join(folder, 'gateway'),
    BARTAB_MEDIA_URL: media.origin,
  })
  const stage: Stage = {
    folder,
    backdrop,
    media,
    gateway,
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
  }
  const only = new Set(values.only.split(','))
  const report: Report = { versions: await peerVersions(), rounds: stage.rounds, tables: [] }
  if (only.has('memory')) report.tables.push(await measureMemory(stage, Number(values.largest)))
  if (only.has('thumbnails')) report.tables.push(...(await compareThumbnails(stage)))
  if (only.has('uploads')) report.tables.push(await compareUploads(stage))
  if (only.has('downloads')) report.tables.push(...(await compareDownloads(stage)))
  printReport(report, values.json)
} finally {
  await rm(folder, { recursive: true, force: true })
}
