import { boardScript } from './board-script.ts';

interface Person {
  readonly memberId: string;
  readonly name: string;
  readonly token: string;
}

const STYLE = `
:root { color-scheme: light dark; --back: light-dark(#dfe7ef, #16191d); --list: light-dark(#f2f4f7, #22272e); --card: light-dark(#fff, #2d333b); --text: light-dark(#1c2733, #d8dee6); --faint: light-dark(#5d6b7a, #94a1b0); --accent: #0b66c3; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, sans-serif; background: var(--back); color: var(--text); }
header { display: flex; gap: 1rem; align-items: center; padding: .7rem 1rem; flex-wrap: wrap; }
h1 { font-size: 1.1rem; margin: 0; } header p { margin: 0; color: var(--faint); } header label { margin-left: auto; }
#lists { display: flex; gap: .8rem; padding: 0 1rem 1rem; align-items: flex-start; overflow-x: auto; min-height: 75vh; }
.list { background: var(--list); border-radius: 10px; padding: .6rem; flex: 1 0 190px; max-width: 280px; }
.list.over { outline: 2px solid var(--accent); } .list h2 { font-size: .95rem; margin: .1rem .2rem .5rem; display: flex; justify-content: space-between; }
.list h2 span { color: var(--faint); font-weight: normal; }
.card { display: block; width: 100%; text-align: left; font: inherit; color: inherit; background: var(--card); border: 1px solid transparent; border-radius: 8px; padding: .5rem .6rem; margin-bottom: .5rem; box-shadow: 0 1px 2px #0003; cursor: pointer; overflow-wrap: anywhere; }
.card:hover, .card:focus-visible { border-color: var(--accent); outline: none; } .card small { display: block; color: var(--faint); }
.label { display: inline-block; border-radius: 4px; padding: 0 .4rem; font-size: .78rem; background: #6b7785; color: #fff; margin: 0 .25rem .2rem 0; }
.label.green { background: #2d7d46; } .label.yellow { background: #8a6d00; } .label.orange { background: #b1560f; } .label.red { background: #b3261e; } .label.purple { background: #7a4fb5; } .label.blue { background: #0b66c3; } .label.sky { background: #0f7c93; } .label.pink { background: #a83273; } .label.lime { background: #4c7a12; } .label.black { background: #30363d; }
form.add { display: flex; gap: .3rem; } input, textarea, select, button.plain { font: inherit; color: inherit; background: var(--card); border: 1px solid #8885; border-radius: 6px; padding: .35rem .5rem; }
form.add input { min-width: 0; flex: 1; } button.plain { cursor: pointer; } button.plain:hover { border-color: var(--accent); }
dialog { width: min(720px, 94vw); max-height: 90vh; border: 0; border-radius: 12px; background: var(--list); color: var(--text); padding: 1.1rem 1.3rem; overflow-y: auto; }
dialog::backdrop { background: #0007; } dialog h2 { margin: 0 2rem .3rem 0; font-size: 1.15rem; overflow-wrap: anywhere; } dialog h3 { font-size: .95rem; margin: 1.1rem 0 .3rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border-radius: 8px; padding: .6rem .7rem; margin: 0 0 .5rem; }
.comment b { font-size: .9rem; } .comment time { color: var(--faint); font-size: .85rem; margin-left: .4rem; }
dialog textarea { width: 100%; min-height: 4.5rem; } .row { display: flex; gap: .5rem; align-items: center; flex-wrap: wrap; margin: .4rem 0; } .close { position: absolute; right: 1rem; top: .9rem; }
.item { display: flex; gap: .5rem; } #problem { color: #b3261e; min-height: 1.4em; margin: 0 1rem; }
`;

/** JSON that can stand in a script: no text in it can end the script. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** The page of a board, for people: drag cards, open them, comment. It uses the REST API as whoever is chosen. */
export const boardPage = (apiKey: string, people: readonly Person[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Board</title><style>${STYLE}</style></head>
<body>
<header><h1 id="name">Board</h1><p>An emulated Trello on this machine</p><label>You are <select id="who"></select></label></header>
<p id="problem" role="status"></p>
<main id="lists"></main>
<dialog id="open"></dialog>
<script>const API_KEY = ${inScript(apiKey)}; const PEOPLE = ${inScript(people)};
${boardScript}</script>
</body>
</html>
`;
