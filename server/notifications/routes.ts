import { notificationEndpoints } from '@crossdesk/contracts/notifications.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { smsStatusPath } from '../platform/sms-outbox.ts';
import { acceptSmsStatusReport } from './commands/record-sms-status.ts';
import {
  editTemplate,
  previewTemplate,
  readNotifications,
  resendText,
  resetTemplate,
  setPreference,
  setRule,
} from './commands/settings.ts';
import {
  departmentRules,
  myPreferences,
  notices,
  notifications,
  outboxTexts,
  templates,
  unreadCount,
} from './queries.ts';

export function notificationRoutes(app: FastifyInstance, http: HttpServices): void {
  registerEndpoints(app, http, notificationEndpoints, {
    listNotifications: (ctx, { query }) => notifications(ctx, query),
    countNotifications: (ctx) => unreadCount(ctx),
    readNotifications: (ctx, { body }) => readNotifications(ctx, body),
    getNotificationPreferences: (ctx) => myPreferences(ctx),
    setNotificationPreference: (ctx, { body }) => setPreference(ctx, body),
    getNotificationRules: (ctx, { params }) => departmentRules(ctx, params.id),
    setNotificationRule: (ctx, { params, body }) => setRule(ctx, params.id, body),
    listNotificationTemplates: async (ctx) => ({ items: await templates(ctx) }),
    editNotificationTemplate: (ctx, { params, body }) => editTemplate(ctx, params, body),
    resetNotificationTemplate: (ctx, { params }) => resetTemplate(ctx, params),
    previewNotificationTemplate: (ctx, { params, body }) => previewTemplate(ctx, params, body),
    listNotices: (ctx, { params }) => notices(ctx, params.number),
    listOutboxTexts: (ctx, { query }) => outboxTexts(ctx, query),
    resendText: (ctx, { params }) => resendText(ctx, params.id),
  });
  // Twilio posts signed forms; it is not an API client.
  void app.register(async (hooks) => {
    hooks.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_: unknown, body: string) => new URLSearchParams(body),
    );
    hooks.post<{ Params: { id: string }; Body: URLSearchParams | undefined }>(
      `${smsStatusPath}/:id`,
      async (request, reply) => {
        const signature = request.headers['x-twilio-signature'];
        await acceptSmsStatusReport(http.services, {
          path: request.url,
          smsId: Number(request.params.id),
          signature: typeof signature === 'string' ? signature : '',
          parameters: request.body instanceof URLSearchParams ? request.body : new URLSearchParams(),
        });
        return reply.type('text/xml; charset=utf-8').send('<Response></Response>');
      },
    );
  });
}
