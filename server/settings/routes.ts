import { formEndpoints } from '@crossdesk/contracts/forms.ts';
import { settingsEndpoints } from '@crossdesk/contracts/settings.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { createChoice, deleteChoice, editChoice } from './choices.ts';
import { editCompany } from './commands.ts';
import { editForm } from './forms.ts';

export function settingsRoutes(app: FastifyInstance, http: HttpServices): void {
  registerEndpoints(app, http, formEndpoints, {
    editForm: (ctx, { params, body }) => editForm(ctx, params.form, body.fields),
  });
  registerEndpoints(app, http, settingsEndpoints, {
    editCompany: (ctx, { body }) => editCompany(ctx, body),
    createChoice: (ctx, { body }) => createChoice(ctx, body),
    editChoice: (ctx, { params, body }) => editChoice(ctx, params.id, body),
    deleteChoice: (ctx, { params }) => deleteChoice(ctx, params.id),
  });
}
