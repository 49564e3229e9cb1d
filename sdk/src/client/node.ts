/** For Node alone: stores on disk. */
export { FileStore } from '../store/file-store.ts'
