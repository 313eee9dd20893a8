import { Suspense, useState } from 'react';
import { lazyComponent } from './lazy.tsx';
import { LoadingPage } from './loading-page.tsx';
import { PickButton, type PickProps } from './pick-button.tsx';

export type { PickOption } from './pick-button.tsx';

/** The list is large and most fields are never opened, so it loads with the first one that is. */
export const fetchPickList = () => import('./pick-list.tsx');
const PickList = lazyComponent(() => fetchPickList().then((module) => module.PickList));

/**
 * Inline editing with a searchable list: the value is a button that opens the list, and the focus
 * returns to the button. `isOpen` and `onOpen` let a shortcut open it.
 */
export const Pick = (props: PickProps) => {
  const [isUsed, setUsed] = useState(false);
  const isOpenedByKey = props.isOpen === true && (props.refusal ?? null) === null;
  if (isOpenedByKey && !isUsed) setUsed(true);
  const fetch = () => void fetchPickList();
  const button = <PickButton pick={props} onClick={() => setUsed(true)} onMouseEnter={fetch} onFocus={fetch} />;
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
      <PickList {...props} startsOpen={!isOpenedByKey} />
    </Suspense>
  );
};
