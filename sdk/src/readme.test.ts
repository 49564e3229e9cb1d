import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const examples = [...read('../README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
const sources = ['../../bots/template/bot.ts', '../../bots/template/bot.test.ts', 'client/quick-start.test.ts']

test.each(sources.map((file, index) => [index, file] as const))(
  'example %i of the readme stands in %s, which is tested',
  (index, file) => {
    expect(examples[index]).toBeTruthy()
    expect(read(file)).toContain(examples[index])
  },
)

test('there is no example that is not tested', () => {
  expect(examples).toHaveLength(sources.length)
})
