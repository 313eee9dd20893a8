import { TagsInput } from '@mantine/core';

/** The input behind a list of words; it comes with the first list that is edited. */
export const ListInput = (given: {
  label: string;
  words: string[];
  typed: string;
  onTyped: (typed: string) => void;
  onWords: (words: string[]) => void;
  onBlur: () => void;
  onCancel: () => void;
}) => (
  <TagsInput
    size="xs"
    aria-label={given.label}
    value={given.words}
    searchValue={given.typed}
    onSearchChange={given.onTyped}
    onChange={given.onWords}
    onBlur={given.onBlur}
    onKeyDown={(event) => {
      if (event.key !== 'Escape') return;
      given.onCancel();
      event.currentTarget.blur();
    }}
    splitChars={[',', '、', ';']}
    autoFocus
  />
);
