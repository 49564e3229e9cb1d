import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { ImageJob } from './image-job.ts'
import { perform } from './perform.ts'

// when memory runs out, the kernel takes this process and leaves the service
await writeFile('/proc/self/oom_score_adj', '1000').catch(() => undefined)

sharp.cache(false)
sharp.concurrency(1)

process.on('message', async (job: ImageJob) => {
  const outcome = await perform(job)
  process.send?.(outcome)
})
process.on('disconnect', () => process.exit(0))
