import { randomUUID } from 'node:crypto'
import { getContainerRuntimeClient } from 'testcontainers'

/** An image that was made from another one for a test, without a build. It is removed at the end. */
export interface DerivedImage extends AsyncDisposable {
  name: string
}

export interface Changes {
  /** What Node runs in place of the image's own program. */
  program?: string
  /** Files by their path in the image. */
  files?: Readonly<Record<string, string>>
}

const writeFiles = 'for (const [path, text] of JSON.parse(process.argv[1])) require("fs").writeFileSync(path, text)'

export async function deriveImage(from: string, { program, files = {} }: Changes): Promise<DerivedImage> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const { Config } = await dockerode.getImage(from).inspect()
  const Cmd = ['-e', writeFiles, JSON.stringify(Object.entries(files))]
  const writer = await dockerode.createContainer({ Image: from, User: '0:0', Entrypoint: ['node'], Cmd })
  await writer.start()
  await writer.wait()
  const [repo, tag] = [`bartab-test/${randomUUID()}`, 'made']
  const run = program === undefined ? Config.Cmd : ['-e', program]
  const changes = [
    `ENTRYPOINT ${JSON.stringify(Config.Entrypoint ?? [])}`,
    `CMD ${JSON.stringify(run)}`,
    `USER ${Config.User}`,
  ]
  await writer.commit({ repo, tag, changes: changes.join('\n') })
  await writer.remove({ force: true })
  const name = `${repo}:${tag}`
  return { name, [Symbol.asyncDispose]: async () => void (await dockerode.getImage(name).remove({ force: true })) }
}
