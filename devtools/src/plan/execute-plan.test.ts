import { expect, test } from 'vitest'
import { executePlan } from './execute-plan.ts'
import type { Step } from './step.ts'

const start = (name: string): Step => ({ stage: 'services', do: 'start-service', name, cause: 'missing' })
const stop = (name: string): Step => ({ stage: 'edge', do: 'stop-service', name, timeoutMs: 1, cause: 'asked' })
const nameOf = (step: Step): string => ('name' in step ? step.name : '')

function recording(signal = new AbortController().signal) {
  const events: string[] = []
  const listener = {
    begin: (step: Step) => void events.push(`begin ${step.do} ${nameOf(step)}`),
    done: (step: Step) => void events.push(`done ${step.do} ${nameOf(step)}`),
    failed: (step: Step) => void events.push(`failed ${step.do} ${nameOf(step)}`),
  }
  return { events, verb: 'up', message: 'bartab up', stackName: 'bartab', signal, listener }
}

test('a stage begins when the one before it has ended', async () => {
  const { events, ...rest } = recording()
  await executePlan([stop('a'), start('a'), start('b')], { ...rest, execute: async () => await Promise.resolve() })
  expect(events.indexOf('done stop-service a')).toBeLessThan(events.indexOf('begin start-service a'))
  expect(events.indexOf('begin start-service b')).toBeLessThan(events.indexOf('done start-service a'))
})

test('a failure is told and thrown, and no later stage begins', async () => {
  const { events, ...rest } = recording()
  const execute = async () => await Promise.reject(new Error('no'))
  await expect(executePlan([stop('a'), start('a')], { ...rest, execute })).rejects.toThrow('no')
  expect(events).toEqual(['begin stop-service a', 'failed stop-service a'])
})

test('an interrupt lets the step at work end and begins no other', async () => {
  const interrupt = new AbortController()
  const { events, ...rest } = recording(interrupt.signal)
  const execute = async () => interrupt.abort()
  await expect(executePlan([stop('a'), start('a')], { ...rest, execute })).rejects.toMatchObject({
    code: 'INTERRUPTED',
    exitCode: 130,
    fix: 'bartab up',
  })
  expect(events).toEqual(['begin stop-service a', 'done stop-service a'])
})

test('a failure ends the waits beside it, and theirs is not told as a failure', async () => {
  const { events, ...rest } = recording()
  const execute = async (step: Step, signal: AbortSignal) => {
    if (nameOf(step) === 'a') throw new Error('a is broken')
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut short'))))
  }
  await expect(executePlan([start('a'), start('b')], { ...rest, execute })).rejects.toThrow('a is broken')
  expect(events.filter((event) => event.startsWith('failed'))).toEqual(['failed start-service a'])
})
