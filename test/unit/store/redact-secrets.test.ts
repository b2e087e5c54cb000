import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactSecrets } from '../../../src/store/redact-secrets.js';

const key = (length: number) => 'aB3dE5gH7jK9'.repeat(6).slice(0, length);

describe('rule 28: a secret does not stay in a command line', () => {
  test.for([
    ['tool --password=hunter2 run', 'tool --password=*** run'],
    ['tool --password hunter2 run', 'tool --password *** run'],
    ['tool --token=a --x', 'tool --token=*** --x'],
    ['tool -token a', 'tool -token ***'],
    ['tool --api-key abc', 'tool --api-key ***'],
    ['tool --client-secret=abc', 'tool --client-secret=***'],
    ['tool --pass=abc --pass abc', 'tool --pass=*** --pass ***'],
    ['NPM_TOKEN=abc DB_PASSWORD=x node app.js', 'NPM_TOKEN=*** DB_PASSWORD=*** node app.js'],
    [
      'docker run -e GITHUB_TOKEN=abc -u 1000:1000 image',
      'docker run -e GITHUB_TOKEN=*** -u 1000:1000 image',
    ],
    ['docker build --build-arg=NPM_TOKEN=abc .', 'docker build --build-arg=NPM_TOKEN=*** .'],
    ['git clone https://me:hunter2@host/x.git', 'git clone https://me:***@host/x.git'],
    ['psql postgres://me:p@ss@host:5432/db', 'psql postgres://me:***@host:5432/db'],
    ['curl https://host/x?token=abc&page=2', 'curl https://host/x?token=***&page=2'],
    ['curl -H Authorization: Bearer abc.def https://h', 'curl -H Authorization: Bearer *** https://h'],
    ['curl -H "Authorization: Bearer abc" h', 'curl -H "Authorization: Bearer ***" h'],
    ['curl -H Authorization:Bearer abc', 'curl -H Authorization:Bearer ***'],
    ['curl -H Authorization: abc', 'curl -H Authorization: ***'],
    ['curl -H X-Api-Key: abc -H X-Auth-Token:abc', 'curl -H X-Api-Key: *** -H X-Auth-Token:***'],
    ['curl -u me:hunter2 h', 'curl -u me:*** h'],
    ['curl -sSfu me:hunter2 h', 'curl -sSfu me:*** h'],
    ['curl --oauth2-bearer hunter2 h', 'curl --oauth2-bearer *** h'],
    ['curl -H apikey: hunter2 h', 'curl -H apikey: *** h'],
    ['docker login -u me -p hunter2 host', 'docker login -u me -p *** host'],
    ['mongosh -u me -p hunter2 db', 'mongosh -u me -p *** db'],
    ['ldapsearch -x -D cn=me -w hunter2', 'ldapsearch -x -D cn=me -w ***'],
    ['unzip -P hunter2 a.zip', 'unzip -P *** a.zip'],
    ['7z x -phunter2 a.7z', '7z x -p*** a.7z'],
    ['curl --user=me:hunter2 h', 'curl --user=me:*** h'],
    ['curl -d {"user":"me","password":"hunter2","n":1}', 'curl -d {"user":"me","password":"***","n":1}'],
    ['mysql -phunter2 -u root db', 'mysql -p*** -u root db'],
    ['/usr/bin/mysqldump -phunter2 db', '/usr/bin/mysqldump -p*** db'],
    ['sshpass -p hunter2 ssh host', 'sshpass -p *** ssh host'],
    ['redis-cli -a hunter2 ping', 'redis-cli -a *** ping'],
    ['openssl rsa -passin pass:hunter2 -in k', 'openssl rsa -passin pass:*** -in k'],
    ["sh -c 'PGPASSWORD=abc psql'", "sh -c 'PGPASSWORD=*** psql'"],
    ['tool --password "two words" next', 'tool --password "*** ***" next'],
    ["tool --password='a b c' next", "tool --password='*** *** ***' next"],
    [`aws AKIA${'A1'.repeat(8)}`, 'aws AKIA***'],
    [`x ghp_${key(36)} github_pat_${key(40)}`, 'x ghp_*** github_pat_***'],
    [`x xoxb-1234567890-${key(12)} sk-proj-${key(30)}`, 'x xoxb-*** sk-***'],
    [`git clone https://ghp_${key(36)}@github.com/x`, 'git clone https://ghp_***@github.com/x'],
    [`x eyJ${key(20)}.eyJ${key(20)}.${key(20)} y`, 'x eyJ*** y'],
  ] as const)('%s', ([command, redacted]) => {
    expect(redactSecrets(command)).toBe(redacted);
  });
});

const harmless = [
  '/usr/bin/node /home/me/project/node_modules/.bin/vite --port 3000 --host 0.0.0.0',
  'ls -la --color=auto',
  'cp -pr a b',
  'mysql -p db',
  'mysqldump db | cp -pr a b',
  'mkdir -p src/deep',
  'psql --no-password db',
  'docker run -u 1000:1000 -p 80:80 image',
  'curl -XPUT -o user:name -F u=a:b h',
  'ffmpeg -pass 1 -i in.mp4',
  'PWD=/home/me OLDPWD=/ TOKENIZERS_PARALLELISM=false python train.py --max-tokens 100',
  'tool --token-file /run/secrets/x --password-file=/x --passwordless',
  'git log --author=me --pretty=format:%h',
  'ssh git@host.example:2222',
  'curl https://localhost:3000/@vite/client?x=a@b.c',
  'tool --password --next',
  'tool --secret=',
  'sk-short ghp_short AKIASHORT',
  'task-runner disk-usage-of-everything-on-this-machine',
  '[kworker/0:1-events]',
];

test.for(harmless)('leaves alone: %s', (command) => {
  expect(redactSecrets(command)).toBe(command);
});

const pieces = fc.constantFrom(
  '--password',
  '--password=',
  '-p',
  'mysql',
  'curl',
  '-u',
  'Authorization:',
  'Bearer',
  'token=',
  '"token":',
  '://',
  'a:b@',
  '"',
  "'",
  '=',
  ':',
  '&',
  ';',
  '|',
  ' ',
  '  ',
  '\n',
  '***',
  `ghp_${key(36)}`,
  'sk-',
  'eyJ',
  'pass:',
  'x',
  '-',
);
const commands = fc.oneof(
  fc.string({ maxLength: 200, unit: 'binary' }),
  fc.array(fc.oneof(pieces, fc.string({ maxLength: 6 })), { maxLength: 30 }).map((parts) => parts.join('')),
);

describe('for any command line', () => {
  test('redacting twice is redacting once', () => {
    fc.assert(
      fc.property(commands, (command) => {
        const once = redactSecrets(command);
        expect(redactSecrets(once)).toBe(once);
      }),
      { numRuns: 5000 },
    );
  });

  test('the length stays in bounds', () => {
    fc.assert(
      fc.property(commands, (command) => {
        expect(redactSecrets(command).length).toBeLessThanOrEqual(3 * command.length + 3);
      }),
    );
  });

  test('a secret behind an option is gone whatever surrounds it', () => {
    const secrets = fc.stringMatching(/^[a-zA-Z0-9]{12,20}$/);
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 5 });
    fc.assert(
      fc.property(secrets, words, words, (secret, before, after) => {
        for (const form of [`--password=${secret}`, `--token ${secret}`, `MY_SECRET=${secret}`]) {
          expect(redactSecrets([...before, form, ...after].join(' '))).not.toContain(secret);
        }
      }),
    );
  });
});

describe('hostile input takes time in proportion to its length', () => {
  test.for([
    'a',
    '=',
    '://a:',
    '-eyJ',
    '--password="',
    "token='",
    'token=)',
    '?token=a',
    '"token":',
    'authorization:',
    'Bearer ',
    'sk-',
    'mysql -p"',
    '"\'`($',
    ' ',
  ])('%j', (unit) => {
    const before = process.cpuUsage();
    redactSecrets(unit.repeat(Math.ceil(300_000 / unit.length)));
    redactSecrets(`token=${unit.repeat(Math.ceil(300_000 / unit.length))}x`);
    // What is quadratic takes minutes for this.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
  });
});
