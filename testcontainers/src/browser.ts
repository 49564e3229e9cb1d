import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { password } from './started-bartab-stack.ts'

const programs = ['chromium', 'google-chrome']

/** A real browser, in which people use the web client. Each of them has a window, and a storage, of their own. */
export class Windows implements AsyncDisposable {
  readonly #browser: Browser
  readonly #url: string
  /** What the pages complained of: errors, and what the content security policy refused. */
  readonly complaints: string[] = []

  private constructor(browser: Browser, url: string) {
    this.#browser = browser
    this.#url = url
  }

  /** @throws {Error} where no Chromium is installed; says how to get one. */
  static async open(url: string): Promise<Windows> {
    // A test machine is often root in a container, where Chromium's own sandbox cannot be made.
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
    return new Windows(await chromium.launch({ executablePath: findBrowser(), args }), url)
  }

  /** Somebody who is logged in. */
  async of(username: string, size = { width: 1280, height: 800 }): Promise<Page> {
    const page = await (await this.#browser.newContext({ viewport: size })).newPage()
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (line) => {
      if (/Content.Security.Policy/i.test(line.text())) this.complaints.push(line.text())
    })
    await page.goto(this.#url)
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password').fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
    return page
  }

  /** Closes every window, and with it who was logged in there. */
  async close(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}

function findBrowser(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(existsSync)
  if (found === undefined) throw new Error('no Chromium on the path; on Debian: apt-get install chromium')
  return found
}
