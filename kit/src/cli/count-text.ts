/** A number of things for people: `1 room`, `2 rooms`. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
