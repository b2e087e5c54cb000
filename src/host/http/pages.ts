import { createHash } from 'node:crypto';
import type { Content } from './answers.js';

/** In the page itself: who is not let in gets no other file. */
const style = [
  ':root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}',
  'body{display:grid;place-content:center;min-height:100vh;margin:0;padding:16px;box-sizing:border-box;',
  'background:light-dark(#eef0f3,#08090b);color:light-dark(#1b1f27,#e3e6ec)}',
  'main{max-width:30rem;padding:28px 32px;border:1px solid light-dark(#cfd4dc,#333a45);border-radius:12px;',
  'background:light-dark(#fff,#101216)}',
  'h1{margin:0 0 8px;font-size:20px}p{margin:8px 0 0;overflow-wrap:anywhere}',
  '.brand{margin:0 0 18px;color:light-dark(#59616e,#9aa2af);font-weight:600}',
  'code{padding:2px 6px;border-radius:5px;background:light-dark(#eef0f3,#1a1e24);font:13px ui-monospace,monospace}',
].join('');

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What a browser is shown that was not let in. */
export const strangersPage: Content = page(401, 'Not let in', [
  'The host runs, and this browser has no session with it. A link lets in one browser, once; a restart of the host ends all sessions.',
  'Run <code>panetree link</code> on the machine of the host (<code>npx panetree link</code> in a clone), and open what it prints in this browser.',
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
  const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">';
  const main = `<main><p class="brand">panetree</p><h1>${title}</h1>${text}</main>`;
  return {
    status,
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="en"><head>${head}<title>panetree: ${title}</title><style>${style}</style></head><body>${main}</body></html>`,
    headers: { 'Content-Security-Policy': policy },
  };
}
