import type { MouseEvent, ReactNode, Ref } from 'react';
import './pick.css';

/** An option. `words` are further search terms. `isDimmed`: its note says what is wrong with it. */
export type PickOption = {
  value: string;
  label: string;
  note?: string | undefined;
  icon?: ReactNode;
  words?: string;
  group?: string;
  isDimmed?: boolean;
};

export type PickProps = {
  label: string;
  value: string | null;
  options: readonly PickOption[];
  onPick: (value: string) => void;
  children: ReactNode;
  refusal?: string | null;
  /** The tooltip of an icon-only button. */
  hint?: string;
  isOpen?: boolean;
  onOpen?: (isOpen: boolean) => void;
  onSearch?: (text: string) => void;
  isSearching?: boolean;
  position?: 'bottom-start' | 'bottom-end';
  className?: string;
  width?: number;
  /** The layer around it focuses it first. */
  hasAutofocus?: boolean;
};

/** The value as a button. Further props make it the anchor of the list. */
export const PickButton = ({
  pick,
  onClick,
  ...anchor
}: {
  pick: PickProps;
  onClick: (event: MouseEvent<HTMLButtonElement>) => void;
  ref?: Ref<HTMLButtonElement>;
  onMouseEnter?: () => void;
  onFocus?: () => void;
}) => {
  const refused = pick.refusal ?? null;
  return (
    <button
      aria-haspopup="listbox"
      {...anchor}
      type="button"
      data-autofocus={pick.hasAutofocus}
      className={`pick ${pick.className ?? ''}`}
      aria-disabled={refused !== null}
      title={refused ?? pick.hint}
      onClick={(event) => refused === null && onClick(event)}
    >
      <span className="sr">{pick.label}: </span>
      {pick.children}
      {refused !== null && <span className="sr">. {refused}</span>}
    </button>
  );
};
