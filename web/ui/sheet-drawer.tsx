import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SheetProps } from './sheet.tsx';

export const SheetDrawer = ({ title, side = 'right', size = 340, onClose, children, className }: SheetProps) => {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position={side}
      size={size}
      title={title}
      className={className}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      {children}
    </Drawer>
  );
};
