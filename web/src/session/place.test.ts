import { expect, test } from 'vitest'
import { hashOf, placeOf } from './place.ts'

const [room, event] = ['01J0000000000000000000000R', '01J0000000000000000000000E']

test.each([
  [hashOf(undefined), { at: 'chat', roomId: undefined }],
  [hashOf(room), { at: 'chat', roomId: room }],
  [hashOf(room, event), { at: 'chat', roomId: room, eventId: event }],
  ['#/invite?code=abc', { at: 'invite', code: 'abc' }],
  ['#/bootstrap?token=abc', { at: 'bootstrap', token: 'abc' }],
  ['#/admin', { at: 'admin' }],
  ['#/room/<script>', { at: 'chat', roomId: undefined }],
])('%s is a place', (hash, place) => {
  expect(placeOf(hash)).toEqual(place)
})
