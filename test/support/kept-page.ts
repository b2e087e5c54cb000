import type { Browser, Page } from 'playwright-core';

/**
 * One page that goes from test to test, and comes clean to each: a browser takes as long for a page of its own as most
 * tests do with it.
 */
export class KeptPage {
  readonly #make: (browser: Browser) => Promise<Page>;
  #page: Page | undefined;
  #standing: 'free' | 'taken' = 'free';

  constructor(make: (browser: Browser) => Promise<Page>) {
    this.#make = make;
  }

  /** `undefined`: somebody has it. */
  async take(browser: Browser): Promise<Page | undefined> {
    if (this.#standing === 'taken') return undefined;
    this.#standing = 'taken';
    this.#page ??= await this.#make(browser);
    return this.#page;
  }

  /** One that cannot be cleaned, as after a crash, is not given again. */
  async giveBack(): Promise<void> {
    const page = this.#page;
    this.#standing = 'free';
    if (page === undefined) return;
    try {
      await clean(page);
    } catch {
      this.#page = undefined;
      await page.context().close();
    }
  }
}

/** Cookies are those of every port of a machine, and a port may come again. */
async function clean(page: Page): Promise<void> {
  const context = page.context();
  await page.evaluate('localStorage.clear()');
  await page.goto('about:blank');
  await context.clearCookies();
  await page.mouse.move(0, 0);
  for (const other of context.pages()) if (other !== page) await other.close();
}
