import type { Client } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import type { ThumbnailSize } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'

export interface MediaState {
  /** An address of the picture inside this page. */
  url?: string
  problem?: Problem
}

/** Pictures are fetched with the access token, which an image tag cannot send, and shown from memory. */
export function useMedia(client: Client, mediaId: string, size?: ThumbnailSize): MediaState {
  const [state, setState] = useState<MediaState>({})
  useEffect(() => {
    const stop = new AbortController()
    let url: string | undefined
    const load = async () => {
      const answer = await (size === undefined
        ? client.media.download(mediaId, stop.signal)
        : client.media.thumbnail(mediaId, size, stop.signal))
      url = URL.createObjectURL(await answer.blob())
      setState({ url })
    }
    load().catch((error: unknown) => {
      if (error instanceof Problem) setState({ problem: error })
    })
    return () => {
      stop.abort()
      if (url !== undefined) URL.revokeObjectURL(url)
    }
  }, [client, mediaId, size])
  return state
}
