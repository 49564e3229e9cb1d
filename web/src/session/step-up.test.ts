import { Problem } from '@bartab/sdk/problems'
import { expect, test, vi } from 'vitest'
import { StepUp } from './step-up.ts'

const wanted = () => new Problem('STEP_UP_REQUIRED', { members: { max_age_s: 600, methods: ['totp', 'backup_code'] } })

test('an act that wants a proof waits for it, and is done once it is there', async () => {
  const stepUp = new StepUp()
  const act = vi.fn().mockRejectedValueOnce(wanted()).mockResolvedValueOnce('done')
  const doing = stepUp.around(act)
  await vi.waitUntil(() => stepUp.question.value !== undefined)
  expect(stepUp.question.value?.methods).toEqual(['totp', 'backup_code'])
  expect(act).toHaveBeenCalledTimes(1)
  stepUp.question.value?.proved()
  expect(await doing).toBe('done')
  expect(stepUp.question.value).toBeUndefined()
})

test('an act is not done for somebody who gives the proof up', async () => {
  const stepUp = new StepUp()
  const act = vi.fn().mockRejectedValue(wanted())
  const doing = stepUp.around(act)
  await vi.waitUntil(() => stepUp.question.value !== undefined)
  stepUp.question.value?.givenUp()
  await expect(doing).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' })
  expect(act).toHaveBeenCalledTimes(1)
  expect(stepUp.question.value).toBeUndefined()
})

test('another problem asks for no proof', async () => {
  const stepUp = new StepUp()
  await expect(stepUp.around(() => Promise.reject(new Problem('SESSION_NOT_FOUND')))).rejects.toMatchObject({
    code: 'SESSION_NOT_FOUND',
  })
  expect(stepUp.question.value).toBeUndefined()
})
