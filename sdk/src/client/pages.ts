/** Everything on all pages, fetched as it is read. */
export async function* eachOf<Page, Item>(
  fetchPage: (from: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
  nextOf: (page: Page) => string | undefined,
): AsyncGenerator<Item> {
  let from: string | undefined
  do {
    const page = await fetchPage(from)
    yield* itemsOf(page)
    from = nextOf(page)
  } while (from !== undefined)
}
