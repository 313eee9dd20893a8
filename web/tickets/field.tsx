import { createContext, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAlertTriangle } from '../ui/icons.ts';

/** Whether the form requires the field around, and what is wrong with its value. */
export const FieldContext = createContext<{ isRequired: boolean; problem: string | null }>({
  isRequired: false,
  problem: null,
});

/** A classification with its label above the value, and what is wrong with it below. */
export const Field = ({ label, children }: { label: string; children: ReactNode }) => {
  const { t } = useTranslation();
  const { isRequired, problem } = useContext(FieldContext);
  return (
    <div className="field">
      <dt>
        {label}
        {isRequired && (
          <>
            <span aria-hidden> *</span>
            <span className="sr"> ({t('field.isRequired')})</span>
          </>
        )}
      </dt>
      <dd>
        {children}
        {problem !== null && (
          <span className="field-misfit">
            <IconAlertTriangle aria-hidden /> {problem}
          </span>
        )}
      </dd>
    </div>
  );
};

export const EmptyValue = ({ children }: { children: ReactNode }) => <span className="nothing">{children}</span>;
