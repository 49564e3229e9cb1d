import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const examples = [...read('../README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)

test.each([
  [0, '../../bots/template/src/bot.ts'],
  [1, '../../bots/template/src/bot.test.ts'],
])('example %i of the readme stands in %s, which is tested', (index, file) => {
  expect(examples[index]).toBeTruthy()
  expect(read(file)).toContain(examples[index])
})
