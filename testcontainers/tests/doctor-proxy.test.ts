import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examined } from '../src/examined.ts'
import { settleBehind, wayFaults } from '../src/faults/way-faults.ts'
import { FaultyProxy } from '../src/faulty-proxy.ts'
import { OperatedStack } from '../src/operated-stack.ts'

describe('doctor, on a stack behind a proxy', () => {
  let proxy: FaultyProxy
  let stack: OperatedStack

  beforeAll(async () => {
    proxy = await FaultyProxy.start()
    stack = await OperatedStack.start('process', { env: { NODE_EXTRA_CA_CERTS: proxy.authorityFile } })
    proxy.target = stack.url
    settleBehind(proxy, stack)
    await stack.print('up')
    await sleep(1000)
  })
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    await proxy?.close()
  })

  it('finds nothing where the proxy is sound', async () => {
    expect(await examined(stack)).toEqual([])
  })

  it.each(wayFaults.map((fault) => [fault.code, fault.when, fault] as const))(
    'names %s, and nothing else, when %s',
    async (_code, _when, { seed, code, evidence, fix }) => {
      const undo = await seed(proxy, stack)
      try {
        const found = await examined(stack)
        expect(found.map((finding) => finding.code)).toEqual([code])
        expect(found[0]?.evidence.join('\n')).toMatch(evidence)
        expect(found[0]?.fix).toMatch(fix)
      } finally {
        await undo()
      }
    },
    // a name that is nobody's may take its time to be unknown
    150_000,
  )
})
