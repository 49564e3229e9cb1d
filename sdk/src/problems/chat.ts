import type { ProblemShape } from './shape.ts'

/** Failures that chat answers with, beside the common ones. */
export const chatProblems = {
  ROOM_NOT_FOUND: {
    status: 404,
    title: 'No such room',
    fix: 'Check the id, join the room if it is public, or ask to be invited.',
  },
  EVENT_NOT_FOUND: {
    status: 404,
    title: 'No such message in this room',
    fix: 'Check the id; read the room with GET /chat/v1/rooms/{id}/messages.',
  },
  MEMBER_NOT_FOUND: {
    status: 404,
    title: 'This person is not in the room',
    fix: 'Check the id against GET /chat/v1/rooms/{id}/members.',
  },
  MEMBER_BANNED: {
    status: 403,
    title: 'This person is banned from the room',
    fix: 'A moderator of the room can lift the ban.',
  },
  MEMBER_MUTED: {
    status: 403,
    title: 'You may not write in this room at the moment',
    fix: 'Wait until the time named in `muted_until_ts`, or ask a moderator of the room.',
  },
  ROLE_TOO_LOW: {
    status: 403,
    title: 'Your role in this room does not allow this',
    fix: 'Ask an owner or a moderator of the room.',
  },
  ROOM_IS_DIRECT: {
    status: 409,
    title: 'A direct room has two members for good',
    fix: 'Create a private room for more people.',
  },
  ROOM_INVALID: {
    status: 400,
    title: 'A room cannot be made like this',
    fix: 'Correct what `detail` names and send it again.',
  },
  LAST_OWNER: {
    status: 409,
    title: 'A room keeps at least one owner',
    fix: 'Make somebody else an owner first.',
  },
  TXN_ID_REUSED: {
    status: 409,
    title: 'This txn_id already stands for another message',
    fix: 'Use a new txn_id for new content; the first message stands.',
  },
  MESSAGE_TOO_LONG: {
    status: 413,
    title: 'The content is too large',
    fix: 'Send at most max_message_bytes; the limit is in /.well-known/bartab.',
  },
  CONTENT_TOO_DEEP: {
    status: 400,
    title: 'The content is nested too deeply',
    fix: 'Send content with at most 32 levels.',
  },
  CONTENT_NOT_TEXT: {
    status: 400,
    title: 'A text in the content is not valid Unicode text',
    fix: 'Send no NUL characters and no unpaired surrogates.',
  },
  CONTENT_INVALID: {
    status: 400,
    title: 'The content does not fit the type of the event',
    fix: 'Correct what `detail` names; the shapes are in the API reference.',
  },
  TOO_MANY_MENTIONS: {
    status: 400,
    title: 'Too many people are mentioned at once',
    fix: 'Mention at most 100 people, or the room.',
  },
  TOO_MANY_REACTION_KEYS: {
    status: 409,
    title: 'The message has as many different reactions as it may have',
    fix: 'React with one of the 20 that are there, or take one of your own back first.',
  },
  EVENT_TYPE_NOT_ALLOWED: {
    status: 400,
    title: 'Events of this type cannot be sent',
    fix: 'Send m.room.message, m.room.encrypted, m.reaction, or a type of your own that begins with `x.`, but not `x.bartab.`: those the server writes.',
  },
  EVENT_NOT_EDITABLE: {
    status: 409,
    title: 'This message cannot be edited',
    fix: 'Edit a message of your own that still stands, by the id of its first version.',
  },
  EVENT_REDACTED: {
    status: 409,
    title: 'This message was removed',
    fix: 'Refer to a message that still stands.',
  },
  SYNC_TIMEOUT_TOO_LONG: {
    status: 400,
    title: 'The sync timeout is too long',
    fix: 'Ask for at most sync_timeout_max_ms; the limit is in /.well-known/bartab.',
  },
  SYNC_FILTER_INVALID: {
    status: 400,
    title: 'The sync filter does not have the expected form',
    fix: 'Send the filter as URL-encoded JSON; its fields are in the API reference.',
  },
  CURSOR_INVALID: {
    status: 400,
    title: 'This position in the history is not known here',
    fix: 'Start again without `from`; positions come from `start`, `end` and `prev_batch`.',
  },
  ROOM_ARCHIVED: {
    status: 409,
    title: 'The room is archived',
    fix: 'Read it; an owner can open it again with PATCH {"archived": false}.',
  },
  ROOM_IS_ENCRYPTED: {
    status: 409,
    title: 'Messages in this room are encrypted',
    fix: 'Send m.room.encrypted, with a client that can.',
  },
  SLOW_MODE: {
    status: 429,
    title: 'The room is in slow mode',
    fix: 'Wait as many seconds as `retry-after` says.',
  },
  MENTION_NOT_ALLOWED: {
    status: 403,
    title: 'This bot may not mention everybody in the room',
    fix: 'An owner of the room gives the right with PUT /chat/v1/rooms/{id}/members/{user_id}/role {"mention_room": true}.',
  },
  ALIAS_TAKEN: {
    status: 409,
    title: 'Another room has this alias',
    fix: 'Choose another one.',
  },
  TOO_MANY_PINS: {
    status: 409,
    title: 'The room has as many pinned messages as it may have',
    fix: 'Take one off first.',
  },
  SEARCH_BUSY: {
    status: 503,
    title: 'Too many searches at once',
    fix: 'Try again in a few seconds.',
  },
  UPDATE_NOT_FOUND: {
    status: 404,
    title: 'No such update',
    fix: 'Read the dead letters with GET /chat/v1/updates/dead.',
  },
  WEBHOOK_NOT_FOUND: {
    status: 404,
    title: 'No such webhook',
    fix: 'Check the address; a moderator of the room can make a new one.',
  },
  WEBHOOK_INVALID: {
    status: 400,
    title: 'A webhook cannot be made like this',
    fix: 'Correct what `detail` names and send it again.',
  },
  WEBHOOK_ROTATING: {
    status: 409,
    title: "The webhook's secret is turning already",
    fix: 'Wait until `previous_until_ts`, or retire the secret before first.',
  },
  TOO_MANY_WEBHOOKS: {
    status: 409,
    title: 'The room has as many webhooks as it may have',
    fix: 'Delete one that is no longer used.',
  },
} as const satisfies Record<string, ProblemShape>
