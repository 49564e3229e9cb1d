import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { BackupFault } from './backup-fault.ts'
import { type BackupIndex, indexText, type ObjectNote, parseIndex } from './manifest.ts'
import { digestOf } from './stored-file.ts'
import type { BackupStore } from './stores/backup-store.ts'

const indexPattern = /^snapshots\/(\d{8}T\d{6}Z(?:-\d+)?)\/index\.json$/
/** The secret key of backups that were made with a passphrase. */
export const lockedKey = 'key.age'

/** The folder of one backup's own objects; files that several share lie in `blobs/`. */
export const folderOf = (name: string): string => `snapshots/${name}/`

/** What a repository knows of the files that several backups share. */
export interface SharedFiles {
  held: Map<string, ObjectNote>
  /** Named by a backup and not there as they were written: what takes their place gets another name. */
  lost: Set<string>
}

const contentName = (object: string): string => object.replace(/~[^.]+/, '')
/** The name of a shared file that takes the place of one that was lost. */
export const replacementName = (object: string, backup: string): string => object.replace(/(?=\.age$|$)/, `~${backup}`)

/** Several backups of one stack in one store. */
export class Repository {
  readonly store: BackupStore

  constructor(store: BackupStore) {
    this.store = store
  }

  /** The names of all whole backups, newest first. */
  async names(): Promise<string[]> {
    const found: string[] = []
    for await (const { name } of this.store.list('snapshots/')) {
      const backup = indexPattern.exec(name)?.[1]
      if (backup !== undefined) found.push(backup)
    }
    return found.sort(newestFirst)
  }

  /** @throws {BackupFault} NO_BACKUP, INDEX_DAMAGED, BACKUP_NEWER */
  async index(name: string): Promise<BackupIndex> {
    const where = `${this.store.where}/${folderOf(name)}`
    try {
      return parseIndex(await text(await this.store.read(`${folderOf(name)}index.json`)), where)
    } catch (error) {
      if (!(error instanceof BackupFault) || error.code !== 'OBJECT_MISSING') throw error
      throw new BackupFault('NO_BACKUP', `${where} holds no backup`, 'it has no index.json: it never became whole')
    }
  }

  /** The indexes of all whole backups, newest first; one that cannot be read is passed over and told of. */
  async indexes(onFault: (name: string, error: unknown) => void = () => undefined): Promise<BackupIndex[]> {
    const found: BackupIndex[] = []
    for (const name of await this.names()) {
      const index = await this.index(name).catch((error: unknown) => onFault(name, error))
      if (index !== undefined) found.push(index)
    }
    return found
  }

  /** Makes a backup whole. Its objects must be there. */
  async publish(index: BackupIndex): Promise<void> {
    await this.store.write(`${folderOf(index.name)}index.json`, Readable.from([indexText(index)]))
  }

  /** The name of a new backup. */
  async freeName(ts: number): Promise<string> {
    const taken = new Set(await this.names())
    const name = `${new Date(ts).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
    for (let n = 1; ; n++) {
      const candidate = n === 1 ? name : `${name}-${n}`
      if (!taken.has(candidate)) return candidate
    }
  }

  /** The shared files that whole backups name, by the name that their content gives them. */
  async sharedFiles(): Promise<SharedFiles> {
    const sizes = new Map<string, number>()
    for await (const { name, size } of this.store.list('blobs/')) sizes.set(name, size)
    const shared: SharedFiles = { held: new Map(), lost: new Set() }
    const named = (await this.indexes()).flatMap(({ objects }) => objects)
    for (const object of named.filter(({ name }) => name.startsWith('blobs/'))) {
      if (sizes.get(object.name) === object.size) shared.held.set(contentName(object.name), object)
      else shared.lost.add(contentName(object.name))
    }
    return shared
  }

  /** Takes a backup away: first its index, so that it is never half there. Files that others share stay. */
  async remove(name: string): Promise<void> {
    await this.store.remove(`${folderOf(name)}index.json`)
    const rest = await Array.fromAsync(this.store.list(folderOf(name)))
    for (const object of rest) await this.store.remove(object.name)
  }

  /** Removes what backups that never became whole left behind. */
  async clear(): Promise<void> {
    await this.store.sweep()
    const whole = new Set(await this.names())
    for (const { name } of await Array.fromAsync(this.store.list('snapshots/'))) {
      if (!whole.has(name.split('/')[1] ?? '')) await this.store.remove(name)
    }
  }

  /** The secret key under the passphrase, where backups were made with one. */
  async lockedKey(): Promise<string | undefined> {
    for await (const { name } of this.store.list(lockedKey)) return await text(await this.store.read(name))
    return undefined
  }

  /** The same as an object of the backups that were made with the passphrase: without it nobody opens them. */
  async lockedKeyNote(): Promise<ObjectNote | undefined> {
    const locked = await this.lockedKey()
    if (locked === undefined) return undefined
    return { name: lockedKey, ...(await digestOf(Readable.from([Buffer.from(locked)]))) }
  }

  async putLockedKey(locked: string): Promise<void> {
    await this.store.write(lockedKey, Readable.from([locked]))
  }
}

/** Orders names of backups. */
export const newestFirst = (a: string, b: string): number => orderOf(b).localeCompare(orderOf(a))
/** `…Z-10` comes after `…Z-9`. */
const orderOf = (name: string): string => name.replace(/-(\d+)$/, (_, n: string) => `-${n.padStart(6, '0')}`)
