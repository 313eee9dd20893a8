import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import { Button } from '@mantine/core';
import { weekdayNames } from '../lib/format.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconPlus, IconX } from '../ui/icons.ts';
import { useSettingsTranslation } from './frame.tsx';
import './hours.css';

type Day = WeekHours[number];
const office: Day = [{ from: 9 * 60, to: 18 * 60 }];
export const officeWeek: WeekHours = [office, office, office, office, office, [], []];

/** Minutes since midnight as `09:30`, the value of a time field; the end of the day is `00:00`. */
const toClock = (minutes: number): string =>
  [Math.floor(minutes / 60) % 24, minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
const fromClock = (text: string): number | null => {
  const [hour, minute] = text.split(':').map(Number);
  return hour === undefined || minute === undefined || Number.isNaN(hour + minute) ? null : hour * 60 + minute;
};

/** The working times of one day. */
const DayRow = ({ name, day, onChange }: { name: string; day: Day; onChange: (day: Day) => void }) => {
  const { t } = useSettingsTranslation();
  const change = (index: number, part: 'from' | 'to', text: string) => {
    const minutes = fromClock(text);
    if (minutes !== null) onChange(day.map((time, at) => (at === index ? { ...time, [part]: minutes } : time)));
  };
  const last = day.at(-1);
  // After a break of an hour, four hours at most.
  const from = last && last.to > last.from && last.to < 22 * 60 ? last.to + 60 : null;
  const next = from === null ? office[0] : { from, to: Math.min(from + 4 * 60, 24 * 60) };
  return (
    <div className="hours-day">
      <span className="hours-name">{name}</span>
      <div className="hours-times">
        {day.length === 0 && <span className="faint">{t('hours.none')}</span>}
        {day.map((time, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: times have no identity
          <span key={index} className="hours-time">
            <input
              className="native-input"
              type="time"
              aria-label={t('hours.from', { day: name })}
              value={toClock(time.from)}
              onChange={(event) => change(index, 'from', event.currentTarget.value)}
            />
            <span aria-hidden>–</span>
            <input
              className="native-input"
              type="time"
              aria-label={t('hours.to', { day: name })}
              value={toClock(time.to)}
              onChange={(event) => change(index, 'to', event.currentTarget.value)}
            />
            {time.to < time.from && time.to > 0 && <span className="faint">{t('hours.nextDay')}</span>}
            <IconButton
              label={t('hours.remove', { day: name, from: toClock(time.from), to: toClock(time.to) })}
              onClick={() => onChange(day.filter((_, at) => at !== index))}
            >
              <IconX />
            </IconButton>
          </span>
        ))}
      </div>
      <IconButton label={t('hours.add', { day: name })} onClick={() => next && onChange([...day, next])}>
        <IconPlus />
      </IconButton>
    </div>
  );
};

/** The working times of a week, Monday first. */
export const WeekHoursFields = ({ hours, onChange }: { hours: WeekHours; onChange: (hours: WeekHours) => void }) => {
  const { t } = useSettingsTranslation();
  const names = weekdayNames();
  return (
    <>
      <div className="hours">
        {hours.map((day, weekday) => (
          <DayRow
            key={names[weekday]}
            name={names[weekday] ?? ''}
            day={day}
            onChange={(next) => onChange(hours.map((one, at) => (at === weekday ? next : one)))}
          />
        ))}
      </div>
      <Button
        variant="subtle"
        color="gray"
        style={{ justifySelf: 'start' }}
        onClick={() => onChange(hours.map((one, at) => (at < 5 ? (hours[0] ?? []) : one)))}
      >
        {t('hours.copy')}
      </Button>
    </>
  );
};
