import type { Choice } from './settings.ts';
import type { TicketType } from './tickets.ts';

/** Finds an entry of the lists by its id; null if there is none. */
type ChoiceOf = (id: number | null) => Choice | null;

/**
 * Whether a service is offered for tickets of a department and type (ZV-21): it and all services
 * above it are turned on, open to the department, and meant for the type.
 */
export function isServiceOffered(
  choiceOf: ChoiceOf,
  service: Choice,
  ticket: { departmentId: number; type: TicketType },
): boolean {
  for (let one: Choice | null = service; one; one = choiceOf(one.parentId)) {
    const isInDepartment = one.departmentIds.length === 0 || one.departmentIds.includes(ticket.departmentId);
    const isForType = one.ticketType === null || one.ticketType === ticket.type;
    if (!one.isActive || !isInDepartment || !isForType) return false;
  }
  return true;
}

/** Whether a category fits a service (ZV-22); without a service, every category does. */
export const fitsService = (category: Pick<Choice, 'id'>, service: Choice | null): boolean =>
  service === null || service.categoryIds.length === 0 || service.categoryIds.includes(category.id);

/** Whether a priority fits a category (ZV-23); without a category, every priority does. */
export const fitsCategory = (priority: Pick<Choice, 'id'>, category: Choice | null): boolean =>
  category === null || category.priorityIds.length === 0 || category.priorityIds.includes(priority.id);

type DependentValues = { serviceId: number | null; categoryId: number | null; priorityId: number | null };

/**
 * The category and priority a ticket gets where it has none: the default category of its service,
 * and the default priority of its category or else of its service. Only entries that are turned on
 * and fit. `isCategoryKept`: a missing category is meant and stays.
 */
export function defaultChoices(
  choiceOf: ChoiceOf,
  ticket: DependentValues,
  isCategoryKept = false,
): { categoryId?: number; priorityId?: number } {
  const service = choiceOf(ticket.serviceId);
  const isCategoryOpen = ticket.categoryId === null && !isCategoryKept;
  const defaultCategory = isCategoryOpen ? choiceOf(service?.defaultCategoryId ?? null) : null;
  const newCategory = defaultCategory?.isActive && fitsService(defaultCategory, service) ? defaultCategory : null;
  const category = newCategory ?? choiceOf(ticket.categoryId);
  const newPriority =
    ticket.priorityId === null
      ? [category?.defaultPriorityId, service?.defaultPriorityId]
          .map((id) => choiceOf(id ?? null))
          .find((one) => one?.isActive && fitsCategory(one, category))
      : null;
  return {
    ...(newCategory ? { categoryId: newCategory.id } : {}),
    ...(newPriority ? { priorityId: newPriority.id } : {}),
  };
}
