import { expect, test } from 'vitest'
import { Lifecycle } from './lifecycle.ts'

test('it stops in order: new connections left to others, polls ended, listeners closed, then what they used, the last first', async () => {
  const lifecycle = new Lifecycle()
  const steps: string[] = []
  const step = (name: string) => async () => {
    await null
    steps.push(`${name} while ${lifecycle.state}`)
  }
  lifecycle.onClose(step('store'))
  lifecycle.onClose(step('writer'))
  lifecycle.onListenersClose(step('listener'))
  lifecycle.onDrain(step('polls'))
  lifecycle.onLeave(step('door'))
  lifecycle.markReady()
  await lifecycle.stop()
  expect(steps).toEqual(['door', 'polls', 'listener', 'writer', 'store'].map((name) => `${name} while draining`))
  expect(lifecycle.state).toBe('closed')
})

test('it is unready from the moment it is told to stop, and stays so', () => {
  const lifecycle = new Lifecycle()
  expect(lifecycle.state).toBe('starting')
  lifecycle.markReady()
  expect(lifecycle.state).toBe('ready')
  void lifecycle.stop()
  lifecycle.markReady()
  expect(lifecycle.state).toBe('draining')
})

test('it stops once, however often it is told', async () => {
  const lifecycle = new Lifecycle()
  let closed = 0
  lifecycle.onClose(() => {
    closed += 1
  })
  await Promise.all([lifecycle.stop(), lifecycle.stop()])
  await lifecycle.stop()
  expect(closed).toBe(1)
})

test('a hook that fails keeps no other from running, and is told at the end', async () => {
  const lifecycle = new Lifecycle()
  let closed = false
  lifecycle.onDrain(() => {
    throw new Error('polls stuck')
  })
  lifecycle.onClose(() => {
    closed = true
  })
  await expect(lifecycle.stop()).rejects.toMatchObject({ errors: [{ message: 'polls stuck' }] })
  expect(closed).toBe(true)
  expect(lifecycle.state).toBe('closed')
})
