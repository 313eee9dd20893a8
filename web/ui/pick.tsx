import { Suspense, useState } from 'react';
import { lazyComponent } from './lazy.tsx';
import { LoadingPage } from './loading-page.tsx';
import { PickButton, type PickProps } from './pick-button.tsx';

export type { PickOption } from './pick-button.tsx';

/** The list is a large piece that most fields of a ticket never need: it comes with the first that is opened. */
export const fetchPickList = () => import('./pick-list.tsx');
const PickList = lazyComponent(() => fetchPickList().then((module) => module.PickList));

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
          <LoadingPage />
        </>
      }
    >
      <PickList {...given} startsOpen={!isAsked} />
    </Suspense>
  );
};
