// The one script of all pages: filter, search, sort, open and close, copy, light and dark. Without it everything can be read; what
// needs it is made by it. It writes text and attributes, never markup.

export const script = `'use strict';
(() => {
const root = document.documentElement;
const all = (of, selector) => [...of.querySelectorAll(selector)];
const make = (name, has, text) => {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(has)) one.setAttribute(key, value);
  if (text !== undefined) one.textContent = text;
  return one;
};
const button = (text, act) => {
  const one = make('button', { type: 'button' }, text);
  one.addEventListener('click', () => act(one));
  return one;
};
const later = (act) => {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(act, 120); };
};

// light and dark: kept for the other pages of this place, where the browser keeps anything
const keep = (theme) => { try { localStorage.setItem('eks-evidence-theme', theme); } catch { return; } };
const kept = () => { try { return localStorage.getItem('eks-evidence-theme'); } catch { return null; } };
const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
const before = kept();
if (before === 'dark' || before === 'light') root.dataset.theme = before;

const tools = document.querySelector('[data-tools]');
if (tools) {
  const name = () => isDark() ? 'Light' : 'Dark';
  const theme = button(name(), (one) => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    keep(root.dataset.theme);
    one.textContent = name();
  });
  const folds = () => all(document, 'main details:not(nav details)');
  tools.append(theme);
  if (folds().length > 0) tools.append(
    button('Open all', () => { for (const one of folds()) one.open = true; }),
    button('Close all', () => { for (const one of folds()) one.open = false; }),
  );
  const parts = all(document, '[data-search]');
  if (parts.length > 1) {
    const label = make('label', { for: 'search', class: 'vh' }, 'Search in this page');
    const field = make('input', { type: 'search', id: 'search', placeholder: 'Search in this page' });
    const told = make('output', { for: 'search' });
    const texts = new Map();
    field.addEventListener('input', later(() => {
      const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      for (const part of parts) {
        if (!texts.has(part)) texts.set(part, part.textContent.toLowerCase());
        part.hidden = !words.every((word) => texts.get(part).includes(word));
        if (!part.hidden) shown += 1;
      }
      told.textContent = words.length === 0 ? '' : shown + ' of ' + parts.length + ' parts';
    }));
    tools.append(label, field, told);
  }
}

// rows
for (const table of all(document, 'table[data-filters]')) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length < 4) continue;
  const id = table.id + '-filter';
  const box = make('div', { class: 'filter' });
  const field = make('input', { type: 'search', id, placeholder: 'Filter rows' });
  const told = make('output', { for: id });
  box.append(make('label', { for: id, class: 'vh' }, 'Filter rows: ' + (table.caption ? table.caption.textContent : '')), field, told);
  table.parentElement.before(box);
  let texts;
  field.addEventListener('input', later(() => {
    texts = texts || rows.map((row) => row.textContent.toLowerCase());
    const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      if (!row.hidden) shown += 1;
    });
    told.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length + ' rows';
  }));
}

const keyOf = (cell) => cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort;
const number = (text) => /^-?[0-9][0-9,]*(\\.[0-9]+)?( ?%)?$/.test(text) ? Number(text.replace(/[, %]/g, '')) : null;
const compare = (a, b) => {
  const [x, y] = [number(a), number(b)];
  if (x !== null && y !== null) return x - y;
  if (x !== null || y !== null) return x === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
};
for (const table of all(document, 'table[data-sorts]')) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  const heads = all(table.tHead, 'th');
  heads.forEach((head, column) => {
    const text = [...head.childNodes];
    const one = button('', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const keyed = [...body.rows].map((row, at) => ({ row, at, key: keyOf(row.cells[column]) }));
      keyed.sort((a, b) => (down ? compare(b.key, a.key) : compare(a.key, b.key)) || a.at - b.at);
      body.append(...keyed.map(({ row }) => row));
    });
    one.append(...text);
    head.append(one);
  });
}

// commands
for (const block of all(document, '[data-copy]')) {
  const text = () => block.querySelector('code').innerText;
  block.append(button('Copy', async (one) => {
    try {
      await navigator.clipboard.writeText(text());
      one.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(block.querySelector('code'));
      one.textContent = 'Selected';
    }
    setTimeout(() => { one.textContent = 'Copy'; }, 1500);
  }));
}

// a link into something folded opens it
const reveal = () => {
  const at = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  for (let one = at; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true;
  if (at) at.scrollIntoView();
};
addEventListener('hashchange', reveal);
reveal();
addEventListener('beforeprint', () => { for (const one of all(document, 'details:not([open])')) { one.open = true; one.dataset.printed = ''; } });
addEventListener('afterprint', () => { for (const one of all(document, 'details[data-printed]')) { one.open = false; delete one.dataset.printed; } });
})();
`
