import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

/** The library's red has too little contrast in both themes. */
const dangerVars = () => ({
  root: {
    '--button-bg': 'var(--bad)',
    '--button-hover': 'color-mix(in srgb, var(--bad) 88%, var(--text))',
    '--button-color': 'var(--surface)',
  },
});

/** A button for a destructive action, readable in both themes. */
export const DangerButton = (
  props: ButtonProps & { children: ReactNode; onClick: () => void; ref?: Ref<HTMLButtonElement> },
) => <Button vars={dangerVars} {...props} />;
