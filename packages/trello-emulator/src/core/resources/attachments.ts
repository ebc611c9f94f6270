import { done, invalid, notFound, textOf, tooMany } from '../call.ts';
import { recordAction } from '../record-action.ts';
import { type Attachment, newId } from '../state.ts';
import { withCard } from './cards.ts';

const ATTACHMENTS_MAX = 100;
const FILE_BYTES_MAX = 10 * 1024 * 1024;

export const getAttachments = withCard((_call, card) => done(card.attachments));

/** A link by `url`, or a file whose bytes the caller sent. */
export const addAttachment = withCard((call, card) => {
  const { state, access, nowMs, fields } = call;
  const file = fields['file'];
  const url = textOf(fields['url']);
  const bytes = file instanceof Uint8Array ? file.length : 0;
  if (!(file instanceof Uint8Array) && !URL.canParse(url ?? '')) return invalid('url');
  if (bytes > FILE_BYTES_MAX) return { status: 413, json: 'File too large' };
  if (card.attachments.length >= ATTACHMENTS_MAX) return tooMany('attachments on this card');
  const id = newId(state, nowMs);
  const name = textOf(fields['name']) ?? url ?? 'file';
  const attachment: Attachment = {
    ...{ id, name, bytes, mimeType: textOf(fields['mimeType']) ?? '', idMember: access.memberId },
    url: url ?? `https://trello.com/1/cards/${card.id}/attachments/${id}/download/${encodeURIComponent(name)}`,
    date: new Date(nowMs).toISOString(),
  };
  card.attachments.push(attachment);
  const data = { attachment: { id, name, url: attachment.url } };
  recordAction(call, { type: 'addAttachmentToCard', boardId: card.idBoard, card, data });
  return done(attachment);
});

export const deleteAttachment = withCard((call, card) => {
  const place = card.attachments.findIndex(({ id }) => id === call.path['idAttachment']);
  const [attachment] = place < 0 ? [] : card.attachments.splice(place, 1);
  if (!attachment) return notFound;
  const data = { attachment: { id: attachment.id, name: attachment.name } };
  recordAction(call, { type: 'deleteAttachmentFromCard', boardId: card.idBoard, card, data });
  return done({ limits: {} });
});
