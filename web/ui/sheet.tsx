import { type ReactNode, Suspense } from 'react';
import { lazyComponent } from './lazy.tsx';
import { LoadingPage } from './loading-page.tsx';

// The drawer and all it needs come with the first one that is opened, not with the first paint.
const Drawer = lazyComponent(() => import('./sheet-drawer.tsx').then((module) => module.SheetDrawer));

export type SheetProps = {
  title: string;
  side?: 'left' | 'right';
  size?: number;
  onClose: () => void;
  children: ReactNode;
  className?: string;
};

/** A pane that slides in from the side over the page; Esc closes it and focus returns. */
export const Sheet = ({ isOpen, ...rest }: SheetProps & { isOpen: boolean }) =>
  isOpen ? (
    <Suspense fallback={<LoadingPage />}>
      <Drawer {...rest} />
    </Suspense>
  ) : null;
