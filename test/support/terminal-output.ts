import * as fc from 'fast-check';

const text = fc.constantFrom(
  'a',
  'b c',
  'hello world',
  '漢',
  '漢字漢',
  'e\u0301',
  '\u0301',
  '\u0301\u0302',
  '😀',
  '🇩',
  '🇩🇪',
  '\u26a0',
  '\ufe0f',
  '⚠️',
  '👍',
  '🏽',
  '👩\u200d',
  '💻',
  '1️⃣',
  'ﾊﾞ',
  'का',
  'é',
  '`q_',
  '#',
  ' ',
  'xxxxxxxxxxxx',
);
const controls = fc.constantFrom(
  '\r',
  '\n',
  '\r\n',
  '\b',
  '\t',
  '\x0e',
  '\x0f',
  '\v',
  '\x7f',
  '\0',
  '\x07',
  '\x18',
  '\x85',
  '\x84',
);
const escapes = fc
  .constantFrom(
    '7',
    '8',
    'D',
    'E',
    'M',
    'H',
    '=',
    '>',
    '(0',
    '(B',
    ')0',
    ')A',
    '*4',
    '(K',
    'n',
    'o',
    '|',
    '#8',
    'c',
    '\\',
  )
  .map((each) => `\x1b${each}`);
const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom('', 0, 1, 99, 9999));
const csi = fc
  .tuple(
    fc.array(number, { maxLength: 2 }),
    fc.constantFrom(
      ...'@ABCDEFGHIJKLMPSTXZ`abdefghlmnrsu'.split(''),
      ' q',
      '!p',
      "'}",
      "'~",
      ' @',
      ' A',
      '"q',
    ),
  )
  .map(([numbers, final]) => `\x1b[${numbers.join(';')}${final}`);
const sgr = fc
  .array(
    fc.constantFrom(
      '0',
      '1',
      '2',
      '3',
      '4',
      '4:3',
      '4:0',
      '5',
      '7',
      '8',
      '9',
      '21',
      '22',
      '23',
      '24',
      '27',
      '29',
      '31',
      '42',
      '95',
      '103',
      '38;5;200',
      '48;5;7',
      '38;2;1;2;3',
      '48;2;9;8;7',
      '58;5;3',
      '58:2::1:2:3',
      '59',
      '39',
      '49',
      '53',
      '55',
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((codes) => `\x1b[${codes.join(';')}m`);
const modes = fc
  .tuple(
    fc.constantFrom(
      '1',
      '6',
      '7',
      '9',
      '12',
      '25',
      '45',
      '47',
      '66',
      '1000',
      '1002',
      '1003',
      '1004',
      '1006',
      '1016',
      '1047',
      '1048',
      '1049',
      '2004',
      '2026',
      '6;7',
    ),
    fc.constantFrom('h', 'l'),
  )
  .map(([mode, final]) => `\x1b[?${mode}${final}`);
const ansiModes = fc.constantFrom('\x1b[4h', '\x1b[4l', '\x1b[20h', '\x1b[20l');
const strings = fc.constantFrom(
  '\x1b]8;;http://a/\x1b\\',
  '\x1b]8;id=1;http://b/;x\x07',
  '\x1b]8;;\x07',
  '\x1b]2;title\x07',
  '\x1b]0;t\x1b\\',
  '\x1bP$qm\x1b\\',
  '\x1bPq#0\x1b\\',
  '\x1b_apc\x1b\\',
  '\x1b^pm\x07\x1b\\',
  '\x1b]4;1;red\x07',
);

/** What a program may print, sense or not. */
export const terminalOutput: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: text },
      { weight: 3, arbitrary: controls },
      { weight: 3, arbitrary: csi },
      { weight: 2, arbitrary: escapes },
      { weight: 2, arbitrary: sgr },
      { weight: 1, arbitrary: modes },
      { weight: 1, arbitrary: ansiModes },
      { weight: 1, arbitrary: strings },
    ),
    { maxLength: 40, size: 'max' },
  )
  .map((parts) => parts.join(''));
