import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCli, startCli } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

test('beyond loopback a host is served encrypted, and its own commands know its certificate', async ({
  scenario,
  skip,
}) => {
  const directory = scenario.temporaryDirectory();
  const files = { certificate: join(directory, 'certificate.pem'), key: join(directory, 'key.pem') };
  if (!makeCertificate(files)) skip('there is no openssl here to make a certificate with');
  const env = { XDG_STATE_HOME: directory, SHELL: '/bin/sh' };
  const url = await startHost(scenario, env, files);
  expect(url).toMatch(/^https:\/\/box\.example:\d+\/\?link=[\w-]{22}$/);
  const { port, search } = new URL(url);
  const own = { port, path: `/${search}`, certificate: files.certificate };
  expect(await statusUnder('evil.example', own)).toBe(403);
  expect(await statusUnder('box.example', own)).toBe(303);
  expect(await runCli(scenario, ['ps'], { env })).toMatchObject({ code: 0, stderr: '' });
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
});

interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

const newCertificate =
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=box.example';

function makeCertificate({ certificate, key }: TlsFiles): boolean {
  const names = ['-addext', 'subjectAltName=DNS:box.example'];
  const args = newCertificate.split(' ').concat(names, ['-keyout', key, '-out', certificate]);
  return spawnSync('openssl', args).status === 0;
}

async function startHost(
  scenario: Scenario,
  env: Readonly<Record<string, string>>,
  { certificate, key }: TlsFiles,
): Promise<string> {
  const args = ['host', '--no-store', '--listen', '0.0.0.0', '--tls-cert', certificate, '--tls-key', key];
  const child = startCli(scenario, args, { env });
  let stdout = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  await until(() => stdout.includes('\n'), { what: 'the URL', withinMs: 15_000 });
  return stdout.trim();
}

interface Asked {
  readonly port: string;
  readonly path: string;
  readonly certificate: string;
}

async function statusUnder(name: string, { port, path, certificate }: Asked): Promise<number> {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    servername: 'box.example',
    headers: { Host: `${name}:${port}` },
    ca: readFileSync(certificate),
  });
  sent.end();
  const [answer] = await once(sent, 'response');
  answer.resume();
  return answer.statusCode;
}
