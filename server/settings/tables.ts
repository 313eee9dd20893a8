import type { FieldUse, FormFieldName, FormName } from '@crossdesk/contracts/lists/forms.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import type {
  BaseState,
  ChoiceKind,
  ContactLookup,
  ForwardScope,
  PriorityColor,
  SharedVisibility,
  TransferPolicy,
} from '@crossdesk/contracts/settings.ts';
import type { Generated } from 'kysely';

/** The single row of company settings. `setup_token_hash` is set until setup is done. */
interface CompanyTable {
  id: Generated<number>;
  name: string;
  locale: Locale;
  time_zone: string;
  attachment_max_bytes: Generated<number>;
  reply_delay_ms: Generated<number>;
  is_demo: Generated<boolean>;
  set_up_at: Date | null;
  setup_token_hash: string | null;
  is_sharing_on: Generated<boolean>;
  is_transfer_on: Generated<boolean>;
  is_transfer_reason_required: Generated<boolean>;
  most_shares: Generated<number>;
  forward_domains: Generated<string[]>;
  shared_visibility: Generated<SharedVisibility>;
  read_only_can_comment: Generated<boolean>;
  restricted_forward_scope: Generated<ForwardScope>;
  contact_lookup: Generated<ContactLookup>;
  idle_minutes: number | null;
  disconnected_minutes: Generated<number | null>;
  sla_on_transfer: Generated<TransferPolicy>;
  customers_reopen: Generated<boolean>;
  reopen_days: Generated<number | null>;
  close_after_days: Generated<number | null>;
}

/** Entries of the lists an administrator manages; see the contract `Choice`. */
export interface ChoiceTable {
  id: Generated<number>;
  kind: ChoiceKind;
  name: LocalName;
  position: Generated<number>;
  is_active: Generated<boolean>;
  base_state: BaseState | null;
  needs_justification: Generated<boolean>;
  status_id: number | null;
  weight: number | null;
  color: PriorityColor | null;
  parent_id: number | null;
  ticket_type: 'public' | 'internal' | null;
  default_category_id: number | null;
  default_priority_id: number | null;
}

/** The departments a service is offered in; none: all. */
interface ServiceDepartmentTable {
  service_id: number;
  department_id: number;
}

/** The categories that fit a service; none: all. */
interface ServiceCategoryTable {
  service_id: number;
  category_id: number;
}

/** The priorities that fit a category; none: all. */
interface CategoryPriorityTable {
  category_id: number;
  priority_id: number;
}

/** The fields of each form; a form without rows has the usual ones. */
interface FormFieldTable {
  form: FormName;
  field: FormFieldName;
  use: FieldUse;
  position: number;
}

declare module '../platform/database.ts' {
  interface Tables {
    company: CompanyTable;
    choice: ChoiceTable;
    service_department: ServiceDepartmentTable;
    service_category: ServiceCategoryTable;
    category_priority: CategoryPriorityTable;
    form_field: FormFieldTable;
  }
}
