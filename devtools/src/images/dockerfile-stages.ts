interface Stage {
  name: string
  lines: string[]
  needs: string[]
}

/**
 * The same Dockerfile with only the stages that a target is made from.
 *
 * The classic builder builds every stage that stands before the target; with the others left out it builds what BuildKit would.
 *
 * @throws {Error} when there is no such target.
 */
export function stagesFor(dockerfile: string, target: string): string {
  const { preamble, stages } = parse(dockerfile)
  const wanted = new Set<string>()
  const want = (name: string): void => {
    const stage = stages.find((candidate) => candidate.name === name)
    if (stage === undefined || wanted.has(name)) return
    wanted.add(name)
    stage.needs.forEach(want)
  }
  want(target)
  if (wanted.size === 0) throw new Error(`deploy/Dockerfile has no stage named ${target}`)
  return [...preamble, ...stages.filter((stage) => wanted.has(stage.name)).flatMap((stage) => stage.lines)].join('\n')
}

function parse(dockerfile: string): { preamble: string[]; stages: Stage[] } {
  const preamble: string[] = []
  const stages: Stage[] = []
  for (const line of dockerfile.split('\n')) {
    const from = /^FROM\s+(\S+)\s+AS\s+(\S+)/i.exec(line)
    if (from?.[1] !== undefined && from[2] !== undefined) stages.push({ name: from[2], lines: [], needs: [from[1]] })
    const stage = stages.at(-1)
    const copied = /^COPY\s+.*--from=(\S+)/i.exec(line)?.[1]
    if (copied !== undefined) stage?.needs.push(copied)
    ;(stage?.lines ?? preamble).push(line)
  }
  return { preamble, stages }
}
