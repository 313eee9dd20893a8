import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#edf1ff',
  '#dbe3ff',
  '#b9c6ff',
  '#94a7fb',
  '#748bf0',
  '#5a75e6',
  '#3b5bdb',
  '#3350c4',
  '#2a44a8',
  '#22388c',
];

/** Mantine with our design tokens. */
export const theme = createTheme({
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  fontFamily: 'var(--face)',
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '12.5px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: { fontFamily: 'var(--face)', fontWeight: '620' },
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'filled' } },
    TextInput: { defaultProps: { size: 'sm', withAsterisk: false } },
    PasswordInput: { defaultProps: { size: 'sm', withAsterisk: false } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right', allowDeselect: false } },
    NativeSelect: { defaultProps: { size: 'sm' } },
    MultiSelect: { defaultProps: { size: 'sm' } },
    Switch: { defaultProps: { size: 'sm' } },
    Checkbox: { defaultProps: { size: 'sm' } },
    Tooltip: {
      defaultProps: {
        openDelay: 450,
        withArrow: false,
        transitionProps: { duration: 90 },
        events: { hover: true, focus: true, touch: false },
      },
    },
    Menu: {
      defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', transitionProps: { duration: 90 }, radius: 10 },
    },
    // Layers render into their own region, so that all content is inside a landmark.
    Portal: { defaultProps: { target: '#layers' } },
    Popover: { defaultProps: { transitionProps: { duration: 90 }, radius: 10 } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 140, transition: 'pop' },
        overlayProps: { backgroundOpacity: 0.35 },
        radius: 12,
      },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 160 }, overlayProps: { backgroundOpacity: 0.35 } } },
  },
});

const roles = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--faint)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-shadow-md': 'var(--shadow-pop)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: roles, light: roles, dark: roles });
