import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../lib/preferences.ts';
import type { SheetProps } from './sheet.tsx';

/** Slides in from `side`, by default from the preferred side (C-06). */
export const SheetDrawer = ({ title, side, size = 340, onClose, children, className }: SheetProps) => {
  const { t } = useTranslation();
  const { panelSide } = usePreferences();
  return (
    <Drawer
      opened
      onClose={onClose}
      position={side ?? panelSide}
      size={size}
      title={title}
      className={className}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      {children}
    </Drawer>
  );
};
