import { describe, expect, test } from '@jest/globals';
import { clientAddress, networkOf } from '../src/client-address.ts';

describe('clientAddress', () => {
  test.each([
    ['203.0.113.7', '10.0.0.1', '203.0.113.7'],
    ['1.1.1.1, 203.0.113.7', '10.0.0.1', '203.0.113.7'],
    ['203.0.113.7, nonsense', '10.0.0.1', '10.0.0.1'],
    ['', '10.0.0.1', '10.0.0.1'],
    [undefined, '::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8::1', '10.0.0.1', '2001:db8::1'],
    [undefined, undefined, 'unknown'],
  ])('of %j behind %j is %j', (forwardedFor, socket, expected) => {
    expect(clientAddress(forwardedFor, socket)).toBe(expected);
  });
});

describe('networkOf', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8::2:3:4:5', '2001:db8:0:0'],
    ['2001::1:2:3:4:5:6', '2001:0:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::', 'fe80:0:0:0'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
