/** An account: of a person, or of a bot, which has no password. */
export interface User {
  userId: string
  username: string
  displayName: string
  avatarUrl: string | null
  role: string
  passwordHash: string | null
  createdTs: number
  disabledTs: number | null
  /** Only what `evenDeleted` finds has another than null. */
  deletedTs: number | null
}

export interface UserChange {
  displayName?: string
  avatarUrl?: string | null
  role?: string
  passwordHash?: string
  disabledTs?: number | null
}

export interface Users {
  get(userId: string): User | undefined
  /** The account, or what is left of one that was deleted. */
  evenDeleted(userId: string): User | undefined
  byName(username: string): User | undefined
  /** Ordered by id, those after `from` when given. */
  page(from: string | undefined, limit: number): User[]
  /** False when the username is taken. */
  add(user: User): boolean
  change(userId: string, change: UserChange): void
  idsOfRole(role: string): string[]
  /** Leaves the id alone, under another username. */
  bury(userId: string, username: string, now: number): void
  /** How many passwords are hashed with the pepper of that id. */
  countPeppered(pepperId: string): number
}
