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
  byName(username: string): User | undefined
  /** Ordered by id, those after `from` when given. */
  page(from: string | undefined, limit: number): User[]
  /** False when the username is taken. */
  add(user: User): boolean
  change(userId: string, change: UserChange): void
}
