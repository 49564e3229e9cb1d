import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { stagesFor } from './dockerfile-stages.ts'
import { imageNames } from './image-definitions.ts'

const dockerfile = `ARG NODE_IMAGE=node

FROM \${NODE_IMAGE} AS dependencies
RUN ["node"]

FROM \${NODE_IMAGE} AS app
FROM app AS auth
COPY services/auth services/auth

FROM app AS chat
COPY --from=dependencies --chown=1:1 /a /b
`

test('stages that the target does not need are left out, the arguments before them stay', () => {
  expect(stagesFor(dockerfile, 'auth')).toBe(
    `ARG NODE_IMAGE=node\n\nFROM \${NODE_IMAGE} AS app\nFROM app AS auth\nCOPY services/auth services/auth\n`,
  )
})

test('a stage that is only copied from stays', () => {
  expect(stagesFor(dockerfile, 'chat')).toContain('AS dependencies')
  expect(stagesFor(dockerfile, 'chat')).not.toContain('services/auth')
})

test('a target that is not there is refused', () => {
  expect(() => stagesFor(dockerfile, 'auht')).toThrow('no stage named auht')
})

test.each(imageNames)('deploy/Dockerfile has what %s needs, and none of it wants BuildKit', (name) => {
  const stages = stagesFor(readFileSync(resolve(import.meta.dirname, '../../../deploy/Dockerfile'), 'utf8'), name)
  expect(stages).toContain(`AS ${name}\n`)
  expect(stages).not.toMatch(/^#\s*syntax=|--mount=|--chmod|<</m)
})
