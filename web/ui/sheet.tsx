import { type ReactNode, Suspense } from 'react';
import { lazyComponent } from './lazy.tsx';
import { LoadingPage } from './loading-page.tsx';

// The drawer and its dependencies load when the first one is opened.
const Drawer = lazyComponent(() => import('./sheet-drawer.tsx').then((module) => module.SheetDrawer));

export type SheetProps = {
  title: string;
  side?: 'left' | 'right';
  size?: number;
  onClose: () => void;
  children: ReactNode;
  className?: string;
};

/** A panel that slides in from the side; Esc closes it and restores the focus. */
export const Sheet = ({ isOpen, ...rest }: SheetProps & { isOpen: boolean }) =>
  isOpen ? (
    <Suspense fallback={<LoadingPage />}>
      <Drawer {...rest} />
    </Suspense>
  ) : null;
