/** ` --stack NAME` where it is needed, to be put behind a command that a message suggests. */
export const stackFlag = (name: string): string => (name === 'bartab' ? '' : ` --stack ${name}`)
