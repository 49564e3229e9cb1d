import { CliFailure } from '@bartab/kit/cli'

/** No base image could be had: none is here, none can be pulled, none can be made. */
export class BaseImageError extends CliFailure {
  /** @param why why the last way failed. */
  constructor(why: string, cause?: unknown) {
    super('NO_BASE_IMAGE', 'there is no base image to build upon, and none can be had', {
      evidence: [why],
      fix: 'let this machine reach a registry or its package mirror, or carry one here: docker save node:24-bookworm-slim | docker load',
      cause,
    })
  }
}
