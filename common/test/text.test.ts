import { describe, expect, test } from '@jest/globals';
import { requiredLine, requiredText } from '../src/canvas/note.ts';
import { Moment } from '../src/contract/moment.ts';
import { NewPassword } from '../src/contract/users.ts';

describe('texts that people type', () => {
  test.each(['\u200b', '\u202e\u2066', '\ufe0f', ' \u00ad\u2060 ', '\u3164', '\u2800'])(
    'a name of nothing visible (%j) is refused',
    (text) => {
      expect(
        requiredText(80)
          .safeParse(text)
          .error?.issues.map(({ message }) => message),
      ).toEqual(['must have a visible character']);
    },
  );

  test.each(['a', '👩‍👩‍👧', '7️⃣', 'مقهى\u200f', '茶', '+'])('%j is a name', (text) => {
    expect(requiredText(80).parse(text)).toBe(text);
  });

  test('an empty name is too short and nothing else', () => {
    expect(requiredText(80).safeParse('  ').error?.issues).toHaveLength(1);
  });

  test.each(['Ada\nOwner', 'Ada\r\nBcc: x@example.org', 'a\tb', 'a\u2028b', 'a\u2029b'])(
    '%j is no name: it is more than one line',
    (text) => {
      expect(requiredLine(80).safeParse(text).error?.issues[0]?.message).toBe('must be one line');
    },
  );

  test('passwords that differ are never taken for the same one', () => {
    expect(NewPassword.safeParse('long enough \ud800').success).toBe(false);
    expect(NewPassword.safeParse('long enough 👍').success).toBe(true);
  });
});

describe('a moment', () => {
  test.each([
    ['2030-01-01T00:00:00+23:59', '2029-12-31T00:01:00.000Z'],
    ['2030-01-01T00:00:00.123456Z', '2030-01-01T00:00:00.123Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('%s is told in UTC', (given, told) => {
    expect(Moment.parse(given)).toBe(told);
  });

  test.each(['9999-12-31T23:59:59-15:59', '0000-01-01T00:00:00+00:01', '2030-02-30T00:00:00Z', 'tomorrow'])(
    '%s is none',
    (given) => {
      expect(Moment.safeParse(given).success).toBe(false);
    },
  );
});
