/** What the board's page runs. Everything that a person wrote is set as text, never as markup. */
export const boardScript = `
const at = (id) => document.getElementById(id);
const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};
let board = { lists: [], cards: [], comments: [], checklists: [] };
let openId, shown = '', dragged;

for (const person of PEOPLE) at('who').append(make('option', { value: person.token, textContent: person.name }));

async function ask(method, path, body) {
  const authorization = 'OAuth oauth_consumer_key="' + API_KEY + '", oauth_token="' + at('who').value + '"';
  const answer = await fetch('/1' + path, { method, headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  at('problem').textContent = answer.ok ? '' : method + ' ' + path + ': ' + await answer.text();
  await refresh();
}

async function refresh() {
  const text = await (await fetch('/emulator/board')).text();
  if (text === shown) return;
  shown = text;
  board = JSON.parse(text);
  draw();
}

function draw() {
  at('name').textContent = document.title = board.name;
  const focused = document.activeElement?.dataset?.list;
  const begun = Object.fromEntries([...document.querySelectorAll('form.add input')].map((input) => [input.dataset.list, input.value]));
  at('lists').replaceChildren(...board.lists.map((list) => listOf(list, begun[list.id] ?? '')));
  if (focused) document.querySelector('input[data-list="' + focused + '"]')?.focus();
  if (openId) drawOpen();
}

function listOf(list, begun) {
  const cards = board.cards.filter((card) => card.idList === list.id);
  const input = make('input', { placeholder: 'Add a card', value: begun, ariaLabel: 'Add a card to ' + list.name });
  input.dataset.list = list.id;
  const form = make('form', { className: 'add' }, input, make('button', { className: 'plain', textContent: 'Add' }));
  form.onsubmit = (event) => {
    event.preventDefault();
    const name = input.value.trim();
    input.value = '';
    if (name) ask('POST', '/cards', { name, idList: list.id });
  };
  const section = make('section', { className: 'list' }, make('h2', {}, list.name, make('span', { textContent: cards.length })), ...cards.map(cardOf), form);
  section.ondragover = (event) => { event.preventDefault(); section.classList.add('over'); };
  section.ondragleave = () => section.classList.remove('over');
  section.ondrop = (event) => { event.preventDefault(); if (dragged) ask('PUT', '/cards/' + dragged, { idList: list.id }); };
  return section;
}

const labelsOf = (card) => card.labels.map((label) => make('span', { className: 'label ' + (label.color ?? ''), textContent: label.name }));

function cardOf(card) {
  const comments = board.comments.filter((action) => action.data.card.id === card.id).length;
  const items = board.checklists.filter((one) => one.idCard === card.id).flatMap((one) => one.checkItems);
  const ticked = items.filter((item) => item.state === 'complete').length;
  const notes = [comments && comments + ' comment' + (comments > 1 ? 's' : ''), items.length && ticked + '/' + items.length + ' checked', card.attachments.length && card.attachments.length + ' attached'].filter(Boolean);
  const button = make('button', { className: 'card', draggable: true }, ...labelsOf(card), card.name, make('small', { textContent: notes.join(' · ') }));
  button.ondragstart = () => { dragged = card.id; };
  button.onclick = () => { openId = card.id; drawOpen(); at('open').showModal(); };
  return button;
}

function drawOpen() {
  const card = board.cards.find((one) => one.id === openId);
  if (!card) return at('open').close();
  const draft = at('open').querySelector('textarea')?.value ?? '';
  const close = make('button', { className: 'plain close', textContent: 'Close' });
  close.onclick = () => at('open').close();
  const move = make('select', { ariaLabel: 'List' }, ...board.lists.map((list) => make('option', { value: list.id, textContent: list.name, selected: list.id === card.idList })));
  move.onchange = () => ask('PUT', '/cards/' + card.id, { idList: move.value });
  const archive = make('button', { className: 'plain', textContent: 'Archive' });
  archive.onclick = () => ask('PUT', '/cards/' + card.id, { closed: true });
  at('open').replaceChildren(
    make('h2', { textContent: card.name }), close,
    make('div', { className: 'row' }, move, archive, ...labelsOf(card)),
    make('h3', { textContent: 'Description' }), make('div', { className: 'text', textContent: card.desc || 'None.' }),
    ...board.checklists.filter((one) => one.idCard === card.id).flatMap((one) => checklistOf(card, one)),
    ...(card.attachments.length ? [make('h3', { textContent: 'Attached' }), ...card.attachments.map((one) => make('div', { className: 'text', textContent: one.name + (one.name === one.url ? '' : '  ' + one.url) }))] : []),
    make('h3', { textContent: 'Comments' }), commentForm(card, draft),
    ...board.comments.filter((action) => action.data.card.id === card.id).reverse().map(commentOf),
  );
}

const checklistOf = (card, checklist) => [make('h3', { textContent: checklist.name }), ...checklist.checkItems.map((item) => {
  const box = make('input', { type: 'checkbox', checked: item.state === 'complete' });
  box.onchange = () => ask('PUT', '/cards/' + card.id + '/checkItem/' + item.id, { state: box.checked ? 'complete' : 'incomplete' });
  return make('label', { className: 'item' }, box, item.name);
})];

function commentForm(card, draft) {
  const text = make('textarea', { value: draft, placeholder: 'Write a comment', ariaLabel: 'Comment' });
  const form = make('form', {}, text, make('div', { className: 'row' }, make('button', { className: 'plain', textContent: 'Comment' })));
  form.onsubmit = (event) => {
    event.preventDefault();
    const words = text.value;
    text.value = '';
    if (words.trim()) ask('POST', '/cards/' + card.id + '/actions/comments', { text: words });
  };
  return form;
}

const commentOf = (action) => make('div', { className: 'comment' },
  make('b', { textContent: action.memberCreator?.fullName ?? action.idMemberCreator }), make('time', { textContent: new Date(action.date).toLocaleTimeString() }),
  make('div', { className: 'text', textContent: action.data.text }));

at('open').onclose = () => { openId = undefined; };
refresh();
setInterval(() => refresh().catch(() => { at('problem').textContent = 'The emulator does not answer.'; }), 1000);
`;
