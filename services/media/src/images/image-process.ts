import sharp from 'sharp'
import type { ImageJob } from './image-job.ts'
import { perform } from './perform.ts'

sharp.cache(false)
sharp.concurrency(1)

process.on('message', async (job: ImageJob) => {
  const outcome = await perform(job)
  process.send?.(outcome)
})
process.on('disconnect', () => process.exit(0))
