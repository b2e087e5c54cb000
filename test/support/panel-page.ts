import type { Locator, Page } from 'playwright-core';

/** What a person finds in the swarm panel. */
export class PanelPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  row(pid: number): Locator {
    return this.page.locator(`[data-key^="${pid} "]`);
  }

  block(blockId: string): Locator {
    return this.page.locator(`[data-key="block ${blockId}"]`);
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Whom the question says to end, once it is asked. */
  async dying(): Promise<readonly string[]> {
    const names = this.dialog().locator('.dying .named-name');
    await names.first().waitFor();
    return names.allTextContents();
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  async search(text: string): Promise<void> {
    await this.page.getByLabel('Search processes').fill(text);
  }

  /** The names of the processes that are shown, top to bottom. */
  async names(): Promise<readonly string[]> {
    const rows = this.page.locator('.line.process');
    const found = await rows.evaluateAll((lines) =>
      lines.map((line) => ({
        index: Number(line.getAttribute('aria-rowindex')),
        name: line.querySelector('.process-name')?.textContent ?? '',
      })),
    );
    return found.toSorted((a, b) => a.index - b.index).map(({ name }) => name);
  }

  /** Asks for the end of what is in a row, and confirms it. */
  async end(row: Locator, key: 'Delete' | 'Shift+Delete' = 'Delete'): Promise<void> {
    await this.press(row, key);
    await this.dialog().locator('.button.solid:focus').waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Selects a row and presses keys on it. */
  async press(row: Locator, ...keys: readonly string[]): Promise<void> {
    await row.click();
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
