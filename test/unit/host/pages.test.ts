import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { strangersPage } from '../../../src/host/http/pages.js';

test('the page for strangers has a style that its policy allows, no script, and the command that helps', () => {
  const body = String(strangersPage.body);
  const style = /<style>([^<]*)<\/style>/.exec(body)?.[1] ?? expect.fail('no style');
  const policy = strangersPage.headers?.['Content-Security-Policy'] ?? '';
  expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(policy).toContain("default-src 'none'");
  expect(body).not.toMatch(/<script|style=|https?:/);
  expect(body).toContain('panetree link');
  expect(strangersPage.status).toBe(401);
});
