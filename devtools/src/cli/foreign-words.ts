/** What other tools call it: the verbs that somebody may look for here, where they would find a near miss of another meaning. */
export const foreignWords: Readonly<Record<string, string>> = {
  start: 'up',
  run: 'up',
  init: 'up',
  install: 'up',
  create: 'up',
  stop: 'down',
  destroy: 'down',
  uninstall: 'down',
  restart: 'down, then up',
  ps: 'status',
  ls: 'status',
  list: 'status',
  health: 'status',
  check: 'doctor',
  stats: 'top',
  update: 'deploy',
  upgrade: 'deploy',
  users: 'admin users',
}

/** Our verb for a word that another tool would have understood. */
export const ownVerb = (word: string): string | undefined =>
  Object.hasOwn(foreignWords, word) ? foreignWords[word] : undefined
