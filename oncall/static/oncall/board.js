// The rota board with the keyboard: arrows go from seat to seat, letters look for a
// person, Ctrl+Z undoes. The server stays the truth: everything ends in one of its
// forms, and the page works without this file.

const board = () => document.getElementById("board");
const seats = () => [...document.querySelectorAll("a.seat")];
const aloud = document.getElementById("aloud");
const finder = document.getElementById("finder");
let shown = null; // the board as it was last settled
let busy = false; // a form of ours is on its way

function settle() {
  if (shown === board()) return;
  shown = board();
  const all = seats();
  const here = all.find((seat) => seat === document.activeElement || seat.autofocus);
  const first = here ?? all.find((seat) => seat.ariaCurrent) ?? all[0];
  for (const seat of all) seat.tabIndex = seat === first ? 0 : -1;
  if (aloud && shown.dataset.said) aloud.textContent = shown.dataset.said;
}

function go(seat) {
  if (!seat) return;
  for (const other of seats()) other.tabIndex = other === seat ? 0 : -1;
  seat.focus();
}

// The seat in the same column of the next weekend that has one, or of the one before.
function beside(seat, step) {
  const rows = [...document.querySelectorAll(".weekends tr:has(a.seat)")];
  const row = rows[rows.indexOf(seat.closest("tr")) + step];
  const same = row?.querySelector(`td[data-label="${seat.closest("td").dataset.label}"] a.seat`);
  return same ?? row?.querySelector("a.seat");
}

function month(seat, step) {
  const months = [...document.querySelectorAll(".weekends tbody:has(a.seat)")];
  return months[months.indexOf(seat.closest("tbody")) + step]?.querySelector("a.seat");
}

const MOVES = {
  ArrowUp: (seat) => beside(seat, -1),
  ArrowDown: (seat) => beside(seat, 1),
  ArrowLeft: (seat, all) => all[all.indexOf(seat) - 1],
  ArrowRight: (seat, all) => all[all.indexOf(seat) + 1],
  Home: (seat, all) => all[0],
  End: (seat, all) => all.at(-1),
  PageUp: (seat) => month(seat, -1),
  PageDown: (seat) => month(seat, 1),
};

// Sends the form of a choice; `member` as its buttons would.
function give(seat, member) {
  const form = document.getElementById("give");
  if (!form || busy || seat.dataset.held === String(member)) return;
  const [period, place] = seat.id.slice(1).split("-");
  form.elements.period.value = period;
  form.elements.seat.value = place;
  form.elements.expected.value = seat.dataset.held;
  form.elements.member.value = member;
  form.requestSubmit();
}
document.addEventListener("board:give", (event) => give(event.target, event.detail));

const OURS = ["give", "swap", "undo", "redo"];
const isOurs = (element) => OURS.includes(element.id);
document.addEventListener("htmx:beforeRequest", ({ detail }) => { busy ||= isOurs(detail.requestConfig.elt); });
// the form itself is gone by then: its successor came with the answer
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (isOurs(detail.requestConfig.elt)) busy = false; });
document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("a.seat")) return;
  for (const seat of seats()) seat.tabIndex = seat === target ? 0 : -1;
});

// --- typing a name ------------------------------------------------------------
const text = finder?.querySelector("input");
const list = finder?.querySelector("ul");
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const RANK = { ok: 0, info: 1, crisis: 2 };
let choosing = null; // the seat one types a name for
let fits = {};

async function find(seat, letter) {
  choosing = seat;
  fits = {};
  text.value = letter;
  finder.hidden = false;
  const place = seat.getBoundingClientRect();
  const left = Math.min(place.left, document.documentElement.clientWidth - finder.offsetWidth - 8);
  finder.style.left = `${Math.max(left, 8) + scrollX}px`;
  finder.style.top = `${place.bottom + scrollY + 4}px`;
  text.focus();
  list_people();
  finder.scrollIntoView({ block: "nearest" });
  const answer = await fetch(`${board().dataset.fits}&cell=${seat.id.slice(1)}`);
  if (!answer.ok || choosing !== seat) return;
  fits = await answer.json();
  list_people();
}

function list_people() {
  const typed = fold(text.value.trim());
  const found = [...document.querySelectorAll(".people [data-member]")]
    .map((chip) => ({ chip, name: chip.lastChild.textContent.trim(), initials: fold(chip.querySelector("b").textContent) }))
    .filter(({ name, initials }) => initials.startsWith(typed) || fold(name).split(/[\s-]+/).some((word, at, words) => words.slice(at).join(" ").startsWith(typed)))
    .map((one) => ({ ...one, fit: fits[one.chip.dataset.member] ?? ["ok", ""] }))
    .sort((one, other) => RANK[one.fit[0]] - RANK[other.fit[0]]);
  list.replaceChildren(...found.slice(0, 8).map(option));
  list.nextElementSibling.hidden = found.length > 0;
  mark(0);
}

function option({ chip, fit }, at) {
  const item = document.createElement("li");
  const face = document.createElement("span");
  item.id = `finder-${at}`;
  item.role = "option";
  item.dataset.member = chip.dataset.member;
  face.className = "chip";
  face.dataset.colour = chip.dataset.colour;
  face.append(...[...chip.childNodes].map((node) => node.cloneNode(true)));
  item.append(face);
  if (fit[1]) {
    const why = document.createElement("small");
    why.dataset.tone = fit[0];
    why.textContent = fit[1];
    item.append(" ", why);
  }
  return item;
}

function mark(at) {
  const options = [...list.children];
  const index = (at + options.length) % (options.length || 1);
  options.forEach((item, number) => item.setAttribute("aria-selected", number === index));
  if (options[index]) text.setAttribute("aria-activedescendant", options[index].id);
  else text.removeAttribute("aria-activedescendant");
}

function close(chosen) {
  const seat = choosing;
  choosing = null;
  finder.hidden = true;
  if (chosen) give(seat, chosen.dataset.member);
  seat?.focus();
}

text?.addEventListener("input", list_people);
text?.addEventListener("keydown", (event) => {
  const options = [...list.children];
  const at = options.findIndex((item) => item.ariaSelected === "true");
  if (event.key === "ArrowDown") mark(at + 1);
  else if (event.key === "ArrowUp") mark(at - 1);
  else if (event.key === "Enter") close(options[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
list?.addEventListener("pointerdown", (event) => {
  event.preventDefault(); // the focus stays where one types
  const item = event.target.closest("[role=option]");
  if (item) close(item);
});
finder?.addEventListener("focusout", (event) => {
  if (choosing && !finder.contains(event.relatedTarget)) {
    choosing = null;
    finder.hidden = true;
  }
});

// --- keys -----------------------------------------------------------------------
const isTyping = (element) => element.closest("input, select, textarea, [contenteditable]");

function on_seat(seat, event) {
  const move = MOVES[event.key];
  if (move) go(move(seat, seats()));
  else if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (event.key === "Delete" || event.key === "Backspace") give(seat, "");
  else if (event.key.length === 1 && /\p{L}/u.test(event.key) && finder) find(seat, event.key);
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    const again = key === "y" || (key === "z" && event.shiftKey);
    const button = document.querySelector(again ? "[data-redo]" : "[data-undo]");
    if ((key !== "z" && key !== "y") || event.altKey || !button) return;
    event.preventDefault();
    if (!busy) button.click();
    return;
  }
  if (event.altKey) return;
  if (event.key === "Escape") document.querySelector("[data-cancel], [data-everybody]")?.click();
  else if (event.target.matches("a.seat")) on_seat(event.target, event);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-opens]");
  if (button) document.getElementById(button.dataset.opens).showModal();
});

// --- a page that stays open says when it is not fresh any more -------------------
let asked = 0;
async function look() {
  if (document.hidden || busy || Date.now() - asked < 2000) return;
  asked = Date.now();
  const here = board();
  const answer = await fetch(here.dataset.fresh).catch(() => null);
  if (!answer?.ok || answer.redirected || here !== board()) return;
  const { version, text: said } = await answer.json();
  const note = document.getElementById("stale");
  if (version === here.dataset.version || !note.hidden) return;
  note.hidden = false;
  note.querySelector("span").textContent = said;
}
document.addEventListener("visibilitychange", look);
addEventListener("focus", look);
setInterval(look, 20_000);

settle();
