import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  type Page,
  type WebError,
} from 'playwright-core';
import { afterAll, expect, test as base, type TestContext } from 'vitest';
import { browserMissing, browserPlace, launchBrowser } from './browser.js';
import { FakeHost } from './fake-host/fake-host.js';
import type { FakeWorld } from './fake-host/fake-world.js';
import { KeptPage } from './kept-page.js';
import { test as processTest } from './process-test.js';

/** Chromium shows the page of a fake host; whatever goes wrong in the page fails the test. */
export class Pages {
  readonly #browser: Browser;
  readonly #ends: (() => Promise<unknown>)[] = [];
  /** What the pages have complained of. */
  readonly complaints: string[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async host(world: FakeWorld): Promise<FakeHost> {
    const host = await FakeHost.start(world);
    this.#ends.push(() => host.stop());
    return host;
  }

  /** A fresh profile. */
  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await newContext(this.#browser, options);
    this.#ends.push(() => context.close());
    this.#listen(context);
    return context;
  }

  /** In the page that is kept; with options, or a second time in a test, in a fresh profile. */
  async open(url: string, options?: BrowserContextOptions): Promise<Page> {
    const page =
      (options === undefined ? await this.#keptPage() : undefined) ?? (await this.#newPage(options));
    await page.goto(url);
    return page;
  }

  async #newPage(options: BrowserContextOptions | undefined): Promise<Page> {
    return (await this.context(options)).newPage();
  }

  async #keptPage(): Promise<Page | undefined> {
    const page = await keptPage.take(this.#browser);
    if (page === undefined) return undefined;
    const stopListening = this.#listen(page.context());
    this.#ends.push(async () => {
      await keptPage.giveBack();
      stopListening();
    });
    return page;
  }

  #listen(context: BrowserContext): () => void {
    const onError = (error: WebError): void => void this.complaints.push(String(error.error()));
    const onConsole = (message: ConsoleMessage): void => {
      const isComplaint = message.type() === 'error' && !isOfTheTest(message.text());
      if (isComplaint) this.complaints.push(complaint(message));
    };
    context.on('weberror', onError);
    context.on('console', onConsole);
    return () => {
      context.off('weberror', onError);
      context.off('console', onConsole);
    };
  }

  async end(): Promise<void> {
    for (const end of this.#ends.toReversed()) await end();
  }
}

async function newContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  // Less than a test is given, so that it is told what was waited for.
  context.setDefaultTimeout(30_000);
  return context;
}

/** With where in the page it came from. */
function complaint(message: ConsoleMessage): string {
  const { url, lineNumber, columnNumber } = message.location();
  return `${message.text()} (${url}:${lineNumber + 1}:${columnNumber + 1})`;
}

/** A browser tells of each connection that a test has cut or refused. */
function isOfTheTest(text: string): boolean {
  return /WebSocket connection to .* failed|WebSocket is already in CLOSING|Failed to load resource: .*(401|ERR_CONNECTION)/.test(
    text,
  );
}

let browser: Promise<Browser> | undefined;
const keptPage = new KeptPage(async (one) => (await newContext(one)).newPage());

interface Fixtures {
  readonly pages: Pages;
}

const pagesFixture = async (
  { skip, onTestFinished }: TestContext,
  use: (pages: Pages) => Promise<void>,
): Promise<void> => {
  skip(browserPlace === undefined, browserMissing);
  browser ??= launchBrowser();
  const pages = new Pages(await browser);
  // Not in the fixture itself: a fixture that throws at its end keeps the others from ending.
  onTestFinished(() => expect([...new Set(pages.complaints)], 'what the page has complained of').toEqual([]));
  try {
    await use(pages);
  } finally {
    await pages.end();
  }
};

/** One browser for a file of tests, and in it a page that is kept. */
export const test = base.extend<Fixtures>({ pages: pagesFixture });

/** The same over real processes. */
export const processPageTest = processTest.extend<Fixtures>({ pages: pagesFixture });

afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});
