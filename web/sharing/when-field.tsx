import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readerZone } from '../lib/format.ts';
import { eveningIn, toWallClock } from '../lib/wall-clock.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconX } from '../ui/icons.ts';

const presets = [
  ['today', 0],
  ['tomorrow', 1],
  ['week', 7],
] as const;

/** A date and time in the reader's zone, with presets. `refusal`: why it is disabled. */
export const WhenField = (given: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  refusal?: string | null;
}) => {
  const { t } = useTranslation('sharing');
  const refusal = given.refusal ?? null;
  const now = toWallClock(new Date().toISOString(), readerZone());
  return (
    <div className="when">
      <TextInput
        type="datetime-local"
        label={given.label}
        description={refusal}
        disabled={refusal !== null}
        value={refusal === null ? given.value : ''}
        onChange={(event) => given.onChange(event.currentTarget.value)}
        rightSection={
          given.value && refusal === null ? (
            <IconButton label={t('share.noTime', { what: given.label })} onClick={() => given.onChange('')}>
              <IconX aria-hidden />
            </IconButton>
          ) : null
        }
      />
      {refusal === null && (
        <p className="when-soon">
          {presets
            .map(([name, days]) => [name, eveningIn(days)] as const)
            .filter(([, value]) => value > now)
            .map(([name, value]) => (
              <button
                key={name}
                type="button"
                aria-label={`${given.label}: ${t(`share.soon.${name}`)}`}
                aria-pressed={given.value === value}
                onClick={() => given.onChange(value)}
              >
                {t(`share.soon.${name}`)}
              </button>
            ))}
        </p>
      )}
    </div>
  );
};
