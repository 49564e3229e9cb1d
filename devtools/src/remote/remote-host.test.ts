import { expect, test } from 'vitest'
import { parseRemoteHost } from './remote-host.ts'

test.each([
  ['ssh://ann@chat.example.org', 'ann@chat.example.org', undefined, '/var/run/docker.sock'],
  ['ssh://chat', 'chat', undefined, '/var/run/docker.sock'],
  ['ssh://ann@10.0.0.5:2222/', 'ann@10.0.0.5', 2222, '/var/run/docker.sock'],
  ['ssh://ann@chat/run/user/1000/docker.sock', 'ann@chat', undefined, '/run/user/1000/docker.sock'],
])('%s is %s', (text, destination, port, socket) => {
  expect(parseRemoteHost(text)).toEqual({ text, destination, port, socket })
})

test.each([
  'chat.example.org',
  'http://chat',
  'ssh://',
  'ssh://ann:word@chat',
  'ssh://-oProxyCommand=x@chat',
  'ssh://-x',
])('%s is refused: it is none, carries a password, or would be read as an option', (text) => {
  expect(() => parseRemoteHost(text)).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 64 }))
})
