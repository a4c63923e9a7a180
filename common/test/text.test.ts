import { describe, expect, test } from '@jest/globals';
import { requiredText } from '../src/canvas/note.ts';
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

  test('passwords that differ are never taken for the same one', () => {
    expect(NewPassword.safeParse('long enough \ud800').success).toBe(false);
    expect(NewPassword.safeParse('long enough 👍').success).toBe(true);
  });
});
