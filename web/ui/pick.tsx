import { lazy, type MouseEvent, type ReactNode, type Ref, Suspense, useState } from 'react';
import { Opening } from './opening.tsx';
import './pick.css';

/** One thing that can be chosen. `words` are further words that find it. */
export type PickOption = {
  value: string;
  label: string;
  note?: string | undefined;
  icon?: ReactNode;
  words?: string;
  group?: string;
};

export type PickProps = {
  label: string;
  value: string | null;
  options: readonly PickOption[];
  onPick: (value: string) => void;
  children: ReactNode;
  refusal?: string | null;
  isOpen?: boolean;
  onOpen?: (isOpen: boolean) => void;
  onSearch?: (text: string) => void;
  isSearching?: boolean;
  position?: 'bottom-start' | 'bottom-end';
  className?: string;
  width?: number;
};

/** The value, as a button. What is further given to it makes it the anchor of the list. */
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
      className={`pick ${pick.className ?? ''}`}
      aria-disabled={refused !== null}
      title={refused ?? undefined}
      onClick={(event) => refused === null && onClick(event)}
    >
      <span className="sr">{pick.label}: </span>
      {pick.children}
      {refused !== null && <span className="sr">. {refused}</span>}
    </button>
  );
};

/** The list is a large piece that most fields of a ticket never need: it comes with the first that is opened. */
export const fetchPickList = () => import('./pick-list.tsx');
const PickList = lazy(() => fetchPickList().then((module) => ({ default: module.PickList })));

/**
 * Edit in place with type-ahead: the value is a button, pressing it opens a list to search and choose from, and focus
 * returns to the button. `isOpen`/`onOpen` let a key of the action table open it.
 */
export const Pick = (given: PickProps) => {
  const [isUsed, setUsed] = useState(false);
  const isAsked = given.isOpen === true && (given.refusal ?? null) === null;
  if (isAsked && !isUsed) setUsed(true);
  const fetch = () => void fetchPickList();
  const button = <PickButton pick={given} onClick={() => setUsed(true)} onMouseEnter={fetch} onFocus={fetch} />;
  if (!isUsed) return button;
  return (
    <Suspense
      fallback={
        <>
          {button}
          <Opening />
        </>
      }
    >
      <PickList {...given} startsOpen={!isAsked} />
    </Suspense>
  );
};
