import { asFailure } from '@bartab/kit/cli'
import { expect, test } from 'vitest'
import { BaseImageError } from './base-image-error.ts'
import { ImageBuildError } from './build-images.ts'

test('a machine that reaches no mirror is told what it lacks, and not that bartab has a defect', () => {
  expect(asFailure(new BaseImageError('apt-get could not fetch libc6'))).toMatchObject({
    code: 'NO_BASE_IMAGE',
    evidence: ['apt-get could not fetch libc6'],
    fix: expect.stringContaining('docker load'),
  })
})

test('a build that fails shows its last lines, and the command that builds that image again', () => {
  const failure = asFailure(
    new ImageBuildError('chat', ['Step 1/9 : FROM base\n', 'no such file'], new Error('code 1')),
  )
  expect(failure).toMatchObject({
    code: 'IMAGE_BUILD',
    evidence: ['code 1', 'the last lines of the build:', '  Step 1/9 : FROM base', '  no such file'],
    fix: 'mend what it names, then: bartab images chat',
  })
})
