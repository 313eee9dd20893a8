const allowedUrl = /^(https?:\/\/|mailto:|tel:)\S+$/i;
const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))/i;

/**
 * The URL for typed text: a page with or without `https://`, an email address, or a phone number as
 * `tel:`; null if it is none of these.
 */
export const linkAddress = (typed: string): string | null => {
  const text = typed.trim();
  if (/\s/.test(text)) return null;
  if (hasScheme.test(text)) return allowedUrl.test(text) && URL.canParse(text) ? text : null;
  if (/^[^@/]+@[^@/]+\.[^@/]+$/.test(text)) return `mailto:${text}`;
  const page = `https://${text.replace(/^\/\//, '')}`;
  return URL.canParse(page) && new URL(page).hostname.includes('.') ? page : null;
};
