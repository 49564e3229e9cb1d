/** What chat accepts at most. The gateway publishes these at `/.well-known/bartab`. */
export const chatLimits = {
  /** Bytes of an event's content as UTF-8 JSON. */
  maxMessageBytes: 65_536,
  /** Levels of objects and arrays in a content. */
  maxContentDepth: 32,
  /** People named in `m.mentions`. */
  maxMentions: 100,
  /** Characters (code points) of a reaction's key. */
  maxReactionKeyLength: 64,
  /** Different keys of the reactions to one message. */
  reactionKeysMax: 20,
  /** Milliseconds that `GET /chat/v1/sync` may be asked to hold. */
  syncTimeoutMaxMs: 60_000,
  /** Milliseconds that `GET /chat/v1/sync` holds when not told. */
  syncTimeoutDefaultMs: 30_000,
  /** Events in one page of history. */
  historyLimitMax: 100,
  /** Events in one page of history when not told. */
  historyLimitDefault: 50,
  /** Events for each room in one answer of sync, at most and when not told. */
  syncTimelineMax: 100,
  syncTimelineDefault: 20,
  /** Milliseconds that one call keeps somebody shown as typing. */
  typingTimeoutMaxMs: 60_000,
  /** Pinned messages in a room. */
  pinsMax: 50,
  /** Versions of one message that are shown. */
  versionsMax: 100,
  /** Events of one answer of sync together, in bytes of their content; rooms beyond that come with `limited`. */
  syncAnswerBytes: 1_048_576,
  /** Rooms in a first sync when not told. */
  syncRoomsDefault: 100,
} as const
