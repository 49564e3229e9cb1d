import { describe, expect, it } from 'vitest'
import { requireGoodPassword } from './password-policy.ts'

const refused = expect.objectContaining({ code: 'PASSWORD_REFUSED' })

describe('a new password', () => {
  it.each(['correct horse', '8 signs!', 'пароль не простой', 'x'.repeat(1024)])(
    'of any composition will do',
    (input) => {
      expect(requireGoodPassword(input, 'anna')).toBe(input)
    },
  )

  it.each(['', 'seven77', 'x'.repeat(1025)])('of a wrong length is refused', (input) => {
    expect(() => requireGoodPassword(input, 'anna')).toThrow(refused)
  })

  it('counts characters, not UTF-16 units', () => {
    expect(() => requireGoodPassword('🐌🐌🐌🐌', 'anna')).toThrow(refused)
    expect(requireGoodPassword('🐌'.repeat(8), 'anna')).toBe('🐌'.repeat(8))
  })

  it('that everybody tries first, or that is the username, is refused', () => {
    expect(() => requireGoodPassword('PassWord123', 'anna')).toThrow(refused)
    expect(() => requireGoodPassword('Anna.Karenina', 'anna.karenina')).toThrow(refused)
  })

  it('is the same password however its letters were composed', () => {
    expect(requireGoodPassword('Zoe\u0308 is here', 'anna')).toBe(requireGoodPassword('Zo\u00eb is here', 'anna'))
  })
})
