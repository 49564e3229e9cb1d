import { expect, test } from 'vitest'
import type { StackRecord } from '../state/stack-record.ts'
import { chooseDriver } from './choose-driver.ts'

const record: StackRecord = {
  schema: 1,
  name: 'trial',
  driver: 'process',
  address: '127.0.0.1',
  port: 8008,
  url: 'http://127.0.0.1:8008',
  createdTs: 1,
  version: '1.0.0',
}
const choose = async (asked: 'docker' | 'process' | undefined) =>
  await chooseDriver({ driverAsked: asked, stackName: 'trial', env: {} }, {}, record)

test('a stack keeps its driver, and why is what was asked where somebody asked', async () => {
  expect(await choose(undefined)).toEqual({ kind: 'process', because: 'this stack has it already' })
  expect(await choose('process')).toEqual({ kind: 'process', because: 'as asked' })
})

test('another driver than the stack has is refused', async () => {
  await expect(choose('docker')).rejects.toMatchObject({ code: 'DRIVER_DIFFERS', exitCode: 64 })
})
