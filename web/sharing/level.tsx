import { type AccessLevel, accessLevels } from '@crossdesk/contracts/levels.ts';
import { useTranslation } from 'react-i18next';
import { say } from '../lib/i18n.ts';
import { IconEye, IconLock, IconPencil } from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';

const icons = {
  full: <IconPencil aria-hidden />,
  restricted: <IconLock aria-hidden />,
  read_only: <IconEye aria-hidden />,
};

/** An access level: always its icon and its word. */
export const LevelMark = ({ level }: { level: AccessLevel }) => {
  const { t } = useTranslation();
  return (
    <span className="level" data-level={level}>
      {icons[level]}
      <span>{t(`level.${level}`)}</span>
    </span>
  );
};

/** Chooses a level; each option says what it permits. */
export const LevelPick = (given: { level: AccessLevel; label: string; onPick: (level: AccessLevel) => void }) => (
  <Pick
    label={given.label}
    value={given.level}
    width={300}
    position="bottom-end"
    options={accessLevels.map((level) => ({
      value: level,
      label: say(`level.${level}`),
      note: say(`level.${level}.can`),
      icon: icons[level],
    }))}
    onPick={(value) => {
      const level = accessLevels.find((one) => one === value);
      if (level) given.onPick(level);
    }}
  >
    <LevelMark level={given.level} />
  </Pick>
);
