import { expect, test } from 'vitest'
import { shippedOptions } from './shipped-options.ts'

test('the gateway that is measured is told what the one that is shipped is told', () => {
  expect(shippedOptions()).toEqual([
    expect.stringMatching(/^--max-old-space-size=\d+$/),
    expect.stringMatching(/^--max-semi-space-size=\d+$/),
  ])
})
