import { expect, test } from 'vitest'
import { defineStack } from '../../stack/define-stack.ts'
import { requireServices } from './require-services.ts'

const stack = defineStack({ name: 'trial', version: '1' }, {})

test('services of the stack are taken as they are', () => {
  expect(requireServices(['chat', 'auth'], stack)).toEqual(['chat', 'auth'])
})

test('another is refused with those that there are, and a command for this stack', () => {
  expect(() => requireServices(['chat', 'nosuch'], stack)).toThrow(
    expect.objectContaining({
      code: 'NO_SUCH_SERVICE',
      message: 'there is no service nosuch',
      evidence: ['the services are auth, chat, media, gateway'],
      fix: 'bartab logs --stack trial',
    }),
  )
})
