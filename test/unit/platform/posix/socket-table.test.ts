import { describe, expect, test } from 'vitest';
import { parseAddress, parseSockets } from '../../../../src/platform/posix/socket-table.js';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
/** As Linux 6.18 prints them: who listens, who is connected, and what has no owner left (TIME_WAIT). */
const tcp = `${header}
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1145 1 000000006155e585 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 1146 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:C350 0100007F:1F90 06 00000000:00000000 03:00000B2D 00000000     0        0 0 3 0000000000000000
`;
const udp6 = `${header}
 1234: 00000000000000000000000000000000:14E9 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   108        0 20471 2 0000000000000000 0
 1235: 000080FE00000000FF005450B6AD1DFE:0222 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 20472 2 0000000000000000 0
 1236: 00000000000000000000000001000000:9C40 00000000000000000000000001000000:0035 01 00000000:00000000 00:00000000 00000000   101        0 20473 2 0000000000000000 0
`;

test('of TCP sockets those that listen are told', () => {
  expect(parseSockets(tcp, 'tcp')).toEqual([
    { protocol: 'tcp', address: '127.0.0.1', port: 8080, inode: '1145' },
  ]);
});

test('of UDP sockets those that are not connected are told', () => {
  expect(parseSockets(udp6, 'udp')).toEqual([
    { protocol: 'udp', address: '::', port: 5353, inode: '20471' },
    { protocol: 'udp', address: 'fe80::5054:ff:fe1d:adb6', port: 546, inode: '20472' },
  ]);
});

test.for(['', header, `${header}\n`, 'nonsense\n', '0: 00 0A\n'])('%j holds no socket', (text) => {
  expect(parseSockets(text, 'tcp')).toEqual([]);
});

describe('an address', () => {
  test.for([
    ['0100007F', '127.0.0.1'],
    ['00000000', '0.0.0.0'],
    ['0A01A8C0', '192.168.1.10'],
    ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000100007F', '::ffff:127.0.0.1'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
  ] as const)('%s is %s where the low byte comes first', ([hex, address]) => {
    expect(parseAddress(hex, 'LE')).toBe(address);
  });

  test.for([
    ['7F000001', '127.0.0.1'],
    ['20010DB8000000000000000000000001', '2001:db8::1'],
    ['00000000000000000000FFFF7F000001', '::ffff:127.0.0.1'],
  ] as const)('%s is %s where the high byte comes first', ([hex, address]) => {
    expect(parseAddress(hex, 'BE')).toBe(address);
  });
});
