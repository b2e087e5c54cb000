import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where the packages of the systems put it; `PANETREE_CHROMIUM` names another one. */
const places = [
  process.env['PANETREE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const browserPlace: string | undefined = places.find(
  (place) => place !== undefined && existsSync(place),
);

/** Why the tests in a browser do not run here. */
export const browserMissing = `needs Chromium at one of ${places.filter(Boolean).join(', ')}`;

export async function launchBrowser(): Promise<Browser> {
  if (browserPlace === undefined) throw new Error(browserMissing);
  return chromium.launch({
    executablePath: browserPlace,
    // As root, as in a container, Chromium has no sandbox of its own.
    // As a person sees it, with its scrollbars.
    ignoreDefaultArgs: ['--hide-scrollbars'],
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}
