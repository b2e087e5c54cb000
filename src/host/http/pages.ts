import type { Content } from './answers.js';

/** What a browser is shown that was not let in. */
export const strangersPage: Content = page(401, 'Not let in', [
  'This page needs a link of its own, which works once.',
  'Run <code>panetree link</code> for one, and open it in this browser.',
]);

export const notBuilt: Content = page(503, 'No panel', [
  'The host runs, but its page has not been built: run <code>npm run build</code> and start it again.',
]);

/**
 * A browser sends no SameSite=Strict cookie with what another site has led to, so a first visit by way of one looks
 * like a stranger's. The page comes again by itself, and then it is the same site.
 */
export const again: Content = {
  type: 'text/html; charset=utf-8',
  body: '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>panetree</title>',
};

function page(status: number, title: string, paragraphs: readonly string[]): Content {
  const text = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('');
  return {
    status,
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>panetree: ${title}</title><h1>${title}</h1>${text}`,
  };
}
