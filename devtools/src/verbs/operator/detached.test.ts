import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeJson } from '../../state/json-file.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { awaitOperator } from './detached.ts'

const context = {
  ...{ message: 'bartab operator --detach', stackName: 'trial', clock: Date.now },
  signal: new AbortController().signal,
}

const started = () =>
  ({
    context,
    folder: new StackFolder(mkdtempSync(join(tmpdir(), 'bartab-operator-')), 'trial'),
    ...{ stack: { name: 'trial' }, driver: {} },
  }) as unknown as Parameters<typeof awaitOperator>[0]

test('an operator that ends as soon as it begins is a failure, with its last lines', async () => {
  const ended = awaitOperator(started(), Date.now(), async () => ['failed: bartab.yaml cannot be read'])
  await expect(ended).rejects.toMatchObject({
    code: 'OPERATOR_ENDED',
    evidence: ['failed: bartab.yaml cannot be read'],
    fix: 'mend what it says, then bartab operator --detach --stack trial',
  })
})

test('one that has looked once is left to itself', async () => {
  const handle = started()
  const began = Date.now()
  writeJson(join(handle.folder.path, 'operator.json'), { since_ts: began, round: { next_ts: began }, process: {} })
  await awaitOperator(handle, began, async () => await Promise.reject(new Error('nobody asks')))
})
