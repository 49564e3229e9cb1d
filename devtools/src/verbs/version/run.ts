import type { Context } from '../../cli/context.ts'

export async function run({ version, terminal }: Context): Promise<undefined> {
  const document = {
    schema: 1,
    bartab: version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
  terminal.result(document, [`bartab ${version} (Node ${process.version}, ${document.platform})`])
}
