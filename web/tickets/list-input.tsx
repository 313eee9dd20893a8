import { TagsInput } from '@mantine/core';

/** The input of a list field, loaded when the first list is edited. */
export const ListInput = (props: {
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
    aria-label={props.label}
    value={props.words}
    searchValue={props.typed}
    onSearchChange={props.onTyped}
    onChange={props.onWords}
    onBlur={props.onBlur}
    onKeyDown={(event) => {
      if (event.key !== 'Escape') return;
      props.onCancel();
      event.currentTarget.blur();
    }}
    splitChars={[',', '、', ';']}
    autoFocus
  />
);
