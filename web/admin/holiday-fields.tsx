import type { Holiday } from '@crossdesk/contracts/sla.ts';
import { Button, Checkbox, FileButton, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { ApiProblem, call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconPlus, IconX } from '../ui/icons.ts';
import { useSettingsTranslation } from './frame.tsx';
import './sla.css';

const dayMs = 86_400_000;
const local = (at: number): string => new Date(at).toISOString().slice(0, 16);

const isSame = (a: Holiday, b: Holiday): boolean =>
  a.name === b.name && a.startsAt === b.startsAt && a.endsAt === b.endsAt && a.isYearly === b.isYearly;

/** The holidays of a calendar, typed in or read from an iCalendar file. */
export const HolidayFields = ({
  holidays,
  timeZone,
  onChange,
}: {
  holidays: readonly Holiday[];
  timeZone: string;
  onChange: (holidays: Holiday[]) => void;
}) => {
  const { t } = useSettingsTranslation();
  const resetFile = useRef<() => void>(null);
  const change = (index: number, part: Partial<Holiday>) =>
    onChange(holidays.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const add = () => {
    const today = Math.floor(Date.now() / dayMs) * dayMs;
    onChange([...holidays, { name: '', startsAt: local(today), endsAt: local(today + dayMs), isYearly: false }]);
  };
  const read = async (chosen: File | null) => {
    resetFile.current?.();
    if (!chosen) return;
    try {
      const { items } = await call('readHolidays', { body: { file: await chosen.text(), timeZone } });
      const added = items.filter((one) => !holidays.some((known) => isSame(known, one)));
      onChange([...holidays, ...added]);
      toast({
        tone: 'good',
        text: added.length === 0 ? t('calendars.importedNone') : t('calendars.imported', { count: added.length }),
      });
    } catch (error) {
      const isFile = error instanceof ApiProblem && error.fields.some((one) => one.path === '/body/file');
      if (isFile) toast({ tone: 'bad', text: t('calendars.fileInvalid') });
      else showProblem(error);
    }
  };
  return (
    <fieldset className="form-section">
      <legend>{t('calendars.holidayList')}</legend>
      {holidays.length > 0 && <p className="faint">{t('calendars.holidaysNote')}</p>}
      {holidays.map((holiday, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: holidays have no identity
        <div key={index} className="holiday">
          <TextInput
            aria-label={t('calendars.holidayName')}
            placeholder={t('calendars.holidayName')}
            maxLength={120}
            value={holiday.name}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <input
            className="native-input"
            type="datetime-local"
            aria-label={t('calendars.from')}
            value={holiday.startsAt}
            onChange={(event) => change(index, { startsAt: event.currentTarget.value })}
          />
          <input
            className="native-input"
            type="datetime-local"
            aria-label={t('calendars.to')}
            value={holiday.endsAt}
            onChange={(event) => change(index, { endsAt: event.currentTarget.value })}
          />
          <Checkbox
            label={t('calendars.yearly')}
            checked={holiday.isYearly}
            onChange={(event) => change(index, { isYearly: event.currentTarget.checked })}
          />
          <IconButton
            label={t('calendars.removeHoliday', { name: holiday.name || String(index + 1) })}
            onClick={() => onChange(holidays.filter((_, at) => at !== index))}
          >
            <IconX />
          </IconButton>
        </div>
      ))}
      <div className="holiday-acts">
        <Button variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
          {t('calendars.addHoliday')}
        </Button>
        <FileButton resetRef={resetFile} accept=".ics,text/calendar" onChange={(chosen) => void read(chosen)}>
          {(props) => (
            <Button variant="default" {...props}>
              {t('calendars.import')}
            </Button>
          )}
        </FileButton>
      </div>
    </fieldset>
  );
};
