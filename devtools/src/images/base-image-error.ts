/** No base image could be had: none is here, none can be pulled, none can be made. The message says why the last failed. */
export class BaseImageError extends Error {
  override readonly name = 'BaseImageError'
}
