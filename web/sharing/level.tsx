import { type AccessLevel, accessLevels } from '@crossdesk/contracts/levels.ts';
import type { Company } from '@crossdesk/contracts/settings.ts';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { translate } from '../lib/i18n.ts';
import { IconChevronDown, IconEye, IconLock, IconPencil } from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';

const icons = {
  full: <IconPencil aria-hidden />,
  restricted: <IconLock aria-hidden />,
  read_only: <IconEye aria-hidden />,
};

/** An access level with icon and label. */
export const LevelMark = ({ level }: { level: AccessLevel }) => {
  const { t } = useTranslation();
  return (
    <span className="level" data-level={level}>
      {icons[level]}
      <span>{t(`level.${level}`)}</span>
    </span>
  );
};

/** What a level permits under the company's settings (C-07, C-08). */
export const levelSummary = (level: AccessLevel, company: Company | null): string => {
  if (level === 'read_only' && company?.readOnlyCanComment === false) return translate('level.read_only.can.silent');
  if (level === 'restricted' && company?.restrictedForwardScope === 'not_customer')
    return translate('level.restricted.can.wide');
  return translate(`level.${level}.can`);
};

/** Selects a level; each option shows what it permits. */
export const LevelSelect = (props: { level: AccessLevel; label: string; onPick: (level: AccessLevel) => void }) => {
  const { company } = useNames();
  return (
    <Pick
      label={props.label}
      value={props.level}
      width={300}
      position="bottom-end"
      options={accessLevels.map((level) => ({
        value: level,
        label: translate(`level.${level}`),
        note: levelSummary(level, company),
        icon: icons[level],
      }))}
      onPick={(value) => {
        const level = accessLevels.find((one) => one === value);
        if (level) props.onPick(level);
      }}
    >
      <LevelMark level={props.level} />
      <IconChevronDown size={14} className="faint" aria-hidden />
    </Pick>
  );
};
