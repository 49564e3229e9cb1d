import { expect, it } from 'vitest'
import { $ } from './shell-less.ts'

const say = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))'

it('starts a command without a shell: nothing of it is expanded, each value stays one word', async () => {
  const list = ['two words', '']
  const values = ["it's", '50%', '$HOME', 'é\n"']
  const { stdout } = await $({ quiet: true })`${process.execPath} -e ${say} -- $HOME *  ${list} ${values}`
  expect(JSON.parse(stdout)).toEqual(['$HOME', '*', 'two words', ...values])
})

it('says how a command failed that is not there', async () => {
  await expect($({ quiet: true })`/nowhere/litestream version`).rejects.toThrow('ENOENT')
})
