import { expect, test } from 'vitest'
import { awaitReady, type ReadinessWatch, type Sighting } from './readiness.ts'

const step = {
  ...({ stage: 'servers', do: 'await-ready', name: 'auth', cause: 'missing' } as const),
  ...{ answersReadiness: true, timeoutMs: 60_000 },
}

function watch(sightings: Sighting[], lines: string[]): ReadinessWatch {
  return {
    driver: {
      internal: async () => await new Promise((resolve) => setTimeout(() => resolve(undefined), 20_000).unref()),
      async *logs() {
        for (const text of lines) yield { service: 'auth', text }
      },
    },
    ...{ verb: 'up', stackName: 'trial', clock: () => 0, signal: new AbortController().signal },
    sight: async () => sightings.shift() ?? { running: true, restarts: 1, lastExit: 'exit code 78' },
  }
}

test('a service that says that it cannot start is not waited for, while it is asked as well', async () => {
  const words = 'The secret pepper is missing.'
  const seen = watch(
    [
      { running: true, restarts: 0 },
      { running: true, restarts: 0 },
    ],
    ['{"msg":"x"}', words, words],
  )
  await expect(awaitReady(seen, step as never)).rejects.toMatchObject({
    ...{ code: 'SERVICE_REFUSED', exitCode: 78, fix: 'bartab doctor --stack trial' },
    evidence: [`it says: ${words}`],
  })
})
