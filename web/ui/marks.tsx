import type { Visibility } from '@crossdesk/contracts/conversation.ts';
import type { BaseState, Choice } from '@crossdesk/contracts/settings.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../lib/format.ts';
import { localizedName } from '../lib/i18n.ts';
import { IconAlertTriangle, IconClock, IconLock, IconWorld } from './icons.ts';
import { useNow } from './time.tsx';

export type Tone = 'plain' | 'accent' | 'ok' | 'warn' | 'bad' | 'internal' | 'quiet';

/** A label on a tint. The tint never carries meaning of its own. */
export const Chip = (props: { tone?: Tone; children: ReactNode; title?: string; icon?: ReactNode }) => (
  <span className="chip" data-tone={props.tone ?? 'plain'} title={props.title}>
    {props.icon}
    <span>{props.children}</span>
  </span>
);

const colorOf: Record<BaseState, string> = {
  new: 'var(--mark-new)',
  open: 'var(--mark-open)',
  pending: 'var(--mark-pending)',
  on_hold: 'var(--mark-hold)',
  resolved: 'var(--mark-done)',
  closed: 'var(--mark-done)',
  canceled: 'var(--mark-hold)',
};

const shapes: Record<BaseState, ReactNode> = {
  new: <circle cx="7" cy="7" r="5" fill="currentColor" />,
  open: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="M7 4.2a2.8 2.8 0 0 1 0 5.6z" fill="currentColor" stroke="none" />
    </>
  ),
  pending: <circle cx="7" cy="7" r="5" strokeDasharray="2.4 1.9" />,
  on_hold: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="M5.8 5v4M8.2 5v4" />
    </>
  ),
  resolved: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="m4.9 7.1 1.5 1.5 2.8-3" />
    </>
  ),
  closed: (
    <>
      <circle cx="7" cy="7" r="5.8" fill="currentColor" stroke="none" />
      <path d="m4.7 7.1 1.6 1.6 3-3.2" stroke="var(--surface)" />
    </>
  ),
  canceled: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="m5.3 5.3 3.4 3.4m0-3.4L5.3 8.7" />
    </>
  ),
};

/**
 * The icon of a state, distinct without color. `label` is its accessible name if no text is next to
 * it.
 */
export const StateMark = ({ state, label }: { state: BaseState; label?: string | undefined }) => (
  // biome-ignore lint/a11y/noSvgWithoutTitle: it has a title or is hidden
  <svg
    className="state-mark"
    viewBox="0 0 14 14"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.7"
    strokeLinecap="round"
    style={{ color: colorOf[state] }}
    {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
  >
    {label && <title>{label}</title>}
    {shapes[state]}
  </svg>
);

/** Priority as bars, from its weight (0 to 1000), in its color, with its name. */
export const PriorityMark = ({ choice, isWordShown = true }: { choice: Choice; isWordShown?: boolean }) => {
  const weight = choice.weight ?? 0;
  const level = weight >= 40 ? 4 : weight >= 30 ? 3 : weight >= 20 ? 2 : 1;
  const tone = `var(--priority-${choice.color ?? 'gray'})`;
  const name = localizedName(choice.name);
  return (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center', minWidth: 0 }} title={name}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: as above */}
      <svg
        width="13"
        height="12"
        viewBox="0 0 13 12"
        style={{ color: tone, flex: 'none' }}
        {...(isWordShown ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
      >
        {!isWordShown && <title>{name}</title>}
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 3.4}
            y={8 - bar * 2.4}
            width="2.4"
            height={3.6 + bar * 2.4}
            rx="0.8"
            fill="currentColor"
            opacity={bar < level ? 1 : 0.25}
          />
        ))}
      </svg>
      {isWordShown && <span className="cut">{name}</span>}
    </span>
  );
};

export const VisibilityTag = ({ visibility }: { visibility: Visibility }) => {
  const { t } = useTranslation();
  return visibility === 'internal' ? (
    <Chip tone="internal" icon={<IconLock />}>
      {t('visibility.internal')}
    </Chip>
  ) : (
    <Chip tone="quiet" icon={<IconWorld />}>
      {t('visibility.public')}
    </Chip>
  );
};

/** Time left until the solution forecast, or overdue. Distant ones are muted. */
export const DueChip = ({ dueAt }: { dueAt: string }) => {
  const { t } = useTranslation();
  const leftMs = new Date(dueAt).getTime() - useNow();
  if (leftMs < 0)
    return (
      <Chip tone="bad" icon={<IconAlertTriangle />}>
        {t('due.over', { span: formatDuration(leftMs) })}
      </Chip>
    );
  return (
    <Chip tone={leftMs < 4 * 3_600_000 ? 'warn' : 'quiet'} icon={<IconClock />}>
      {t('due.left', { span: formatDuration(leftMs) })}
    </Chip>
  );
};
