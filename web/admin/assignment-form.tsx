import type { AssignmentSettings } from '@crossdesk/contracts/assignment.ts';
import type { Department } from '@crossdesk/contracts/departments.ts';
import { assignmentModes, tieBreaks, whenAway, whenNobody } from '@crossdesk/contracts/lists/assignment.ts';
import { Button, NativeSelect, NumberInput, Switch } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { ApiProblem, call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { MultiValue } from '../ui/multi-value.tsx';
import { FormError } from '../ui/states.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { Labelled } from './routing-conditions.tsx';
import './routing.css';

/** Modes in which several people can be equally suitable. */
const modesWithTies: readonly string[] = ['least_open', 'skills'];

const findIn = <T extends string>(values: readonly T[], text: string): T | undefined =>
  values.find((one) => one === text);

/** The form for how a department assigns its tickets and where they can be transferred to. */
export const AssignmentForm = ({
  settings,
  departments,
}: {
  settings: AssignmentSettings;
  departments: readonly Department[];
}) => {
  const { t, desk } = useSettingsTranslation();
  const { departmentId, missingChannels: _, version, ...stored } = settings;
  const [values, setValues] = useState(stored);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const noteId = useId();
  const change = (part: Partial<typeof stored>) => setValues({ ...values, ...part });
  const others = departments.filter((one) => one.id !== departmentId);
  const options = others.map((one) => ({ value: String(one.id), label: localizedName(one.name) }));
  const nameOf = (value: string | number) => options.find((one) => one.value === String(value))?.label ?? `#${value}`;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await call('editAssignmentSettings', { params: { departmentId }, body: { version, ...values } });
      toast({ tone: 'good', text: t('saved') });
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'version_conflict')
        toast({ tone: 'bad', text: problemMessage(error) });
      else setProblem(problemMessage(error));
    }
    await queryClient.invalidateQueries({ queryKey: keys.assignmentSettings });
    setBusy(false);
  };
  return (
    <form onSubmit={save}>
      {problem && <FormError>{problem}</FormError>}
      <section className="settings-card">
        <h2>{t('assignment.how')}</h2>
        <fieldset className="memberships assignment-modes" aria-describedby={noteId}>
          <legend>{t('assignment.mode')}</legend>
          <p id={noteId}>{t('assignment.onlyAvailable')}</p>
          {assignmentModes.map((mode) => (
            <label key={mode}>
              <input
                type="radio"
                name="mode"
                checked={values.mode === mode}
                onChange={() => change({ mode })}
                aria-labelledby={`${noteId}-${mode}-name`}
                aria-describedby={`${noteId}-${mode}`}
              />
              <span>
                <span id={`${noteId}-${mode}-name`}>{t(`assignment.mode.${mode}`)}</span>
                <span className="faint" id={`${noteId}-${mode}`}>
                  {t(`assignment.modeNote.${mode}`)}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        {modesWithTies.includes(values.mode) && (
          <NativeSelect
            label={t('assignment.tieBreak')}
            value={values.tieBreak}
            onChange={(event) => change({ tieBreak: findIn(tieBreaks, event.currentTarget.value) ?? values.tieBreak })}
            data={tieBreaks.map((value) => ({ value, label: t(`assignment.tieBreak.${value}`) }))}
          />
        )}
      </section>
      <section className="settings-card">
        <h2>{t('assignment.capacity')}</h2>
        <NumberInput
          label={t('assignment.maxOpen')}
          description={t('assignment.maxOpenNote')}
          min={1}
          max={10_000}
          allowDecimal={false}
          allowNegative={false}
          value={values.maxOpen ?? ''}
          onChange={(value) => change({ maxOpen: Number(value) > 0 ? Number(value) : null })}
        />
        <Switch
          label={t('assignment.countsPending')}
          checked={values.countsPending}
          onChange={(event) => change({ countsPending: event.currentTarget.checked })}
        />
      </section>
      <section className="settings-card">
        <h2>{t('assignment.away')}</h2>
        <NativeSelect
          label={t('assignment.whenNobody')}
          value={values.whenNobody}
          onChange={(event) =>
            change({ whenNobody: findIn(whenNobody, event.currentTarget.value) ?? values.whenNobody })
          }
          data={whenNobody.map((value) => ({ value, label: t(`assignment.whenNobody.${value}`) }))}
        />
        <NativeSelect
          label={t('assignment.whenAway')}
          value={values.whenAway}
          onChange={(event) => change({ whenAway: findIn(whenAway, event.currentTarget.value) ?? values.whenAway })}
          data={whenAway.map((value) => ({ value, label: t(`assignment.whenAway.${value}`) }))}
        />
        <Switch
          label={t('assignment.mayNameUnavailable')}
          description={t('assignment.mayNameUnavailableNote')}
          checked={values.mayNameUnavailable}
          onChange={(event) => change({ mayNameUnavailable: event.currentTarget.checked })}
        />
      </section>
      <section className="settings-card">
        <h2>{t('assignment.transfers')}</h2>
        <Switch
          label={t('assignment.anyTarget')}
          checked={values.targetIds === null}
          onChange={(event) => change({ targetIds: event.currentTarget.checked ? null : others.map((one) => one.id) })}
        />
        {values.targetIds !== null && (
          <Labelled label={t('assignment.targets')}>
            <MultiValue
              label={t('assignment.targets')}
              values={values.targetIds}
              options={options}
              nameOf={nameOf}
              whenNone={t('assignment.noTargets')}
              onChange={(ids) => change({ targetIds: ids.map(Number) })}
            />
          </Labelled>
        )}
        <Labelled label={t('assignment.units')}>
          <MultiValue
            label={t('assignment.units')}
            values={values.unitIds}
            options={options}
            nameOf={nameOf}
            whenNone={t('assignment.noTargets')}
            onChange={(ids) => change({ unitIds: ids.map(Number) })}
          />
          <p>{t('assignment.unitsNote')}</p>
        </Labelled>
      </section>
      <div className="form-foot is-end" style={{ marginTop: 16 }}>
        <Button type="submit" size="sm" loading={isBusy}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};
