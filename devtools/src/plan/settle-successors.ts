import type { DesiredService } from './desired.ts'
import type { Observed, ObservedService } from './observed.ts'
import type { Step } from './step.ts'

/**
 * What a replacement that was killed has left: a successor that has taken over is put in its place, any other goes. With
 * it comes the stack as it will be found after that.
 */
export function settleSuccessors(
  services: readonly DesiredService[],
  observed: Observed,
): { steps: Step[]; settled: Observed } {
  let seen = observed.services
  const steps = (observed.successors ?? []).map(({ name, hash, ready }): Step => {
    const old = seen.find((service) => service.name === name)
    const wanted = services.find((service) => service.name === name && service.hash === hash)
    if (wanted === undefined || !ready || old?.state === 'running')
      return { stage: 'clear', do: 'discard-successor', name, cause: 'abandoned' }
    seen = [...seen.filter((service) => service.name !== name), asWanted(wanted, observed)]
    return { stage: 'clear', do: 'promote-successor', name, cause: 'abandoned' }
  })
  return { steps, settled: { ...observed, services: seen } }
}

function asWanted({ name, role, hash, launch, secrets }: DesiredService, { images }: Observed): ObservedService {
  const container = launch.kind === 'container' ? launch : undefined
  const imageId = container && images.get(container.image)
  return {
    ...{ name, role, hash, handle: name, state: 'running', health: 'ready', restarts: 0 },
    networks: container?.networks.map((network) => network.name) ?? [],
    ...(secrets === undefined ? {} : { secrets }),
    ...(imageId === undefined ? {} : { imageId }),
  }
}
