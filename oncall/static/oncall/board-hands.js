// The rota board by hand: a person chosen among the chips is given by a tap, and with a
// mouse or a pen chips are dragged. What speaks against a seat is said while one is
// over it; the server decides when it is dropped.

const FAR = 6; // pixels until a press is a drag
const EDGE = 70; // pixels from the window's edge where it scrolls
const board = () => document.getElementById("board");
const aloud = document.getElementById("aloud");

const seatName = (seat) => {
  const when = seat.closest("tr").querySelector(".when").textContent.trim();
  return `${seat.closest("td").dataset.label}, ${when}`;
};

async function fitsOf(member) {
  const answer = await fetch(`${board().dataset.fits}&person=${member}`);
  return answer.ok && !answer.redirected ? answer.json() : {};
}

// --- a person is chosen: every seat says whether she fits --------------------------
let marked = null;
async function mark() {
  const here = board();
  if (here === marked || !here.dataset.fits) return;
  marked = here;
  if (!here.dataset.person) return;
  const fits = await fitsOf(here.dataset.person);
  if (here !== board()) return;
  for (const [key, [tone, why]] of Object.entries(fits)) {
    const seat = document.getElementById(`c${key}`);
    if (!seat || seat.dataset.held === here.dataset.person) continue;
    const note = document.createElement("span");
    note.className = "fit";
    note.dataset.tone = tone;
    note.textContent = why || aloud.dataset.fits;
    seat.append(note);
  }
}
document.addEventListener("htmx:afterSettle", mark);
mark();

document.addEventListener("click", (event) => {
  const seat = event.target.closest("a.seat");
  const { person } = board().dataset;
  if (!seat || !person || !aloud || event.ctrlKey || event.metaKey || event.button) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // before htmx opens the choices
  const give = new CustomEvent("board:give", { bubbles: true, detail: person });
  seat.dispatchEvent(give);
}, { capture: true });

// --- dragging ------------------------------------------------------------------------
let drag = null;

document.addEventListener("dragstart", (event) => {
  if (event.target.closest(".people, .weekends")) event.preventDefault();
});

document.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "touch" || event.button || !aloud || drag) return;
  const chip = event.target.closest(".people [data-member]");
  const seat = event.target.closest("a.seat");
  const member = chip?.dataset.member ?? seat?.dataset.held;
  if (!/^\d+$/.test(member ?? "")) return;
  drag = { member, from: seat, chip: chip ?? seat.querySelector(".chip"), x: event.clientX, y: event.clientY, fits: {} };
});

function lift() {
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  const face = document.createElement("span");
  face.className = "chip";
  face.dataset.colour = drag.chip.dataset.colour;
  face.append(...[...drag.chip.childNodes].map((node) => node.cloneNode(true)));
  ghost.append(face, document.createElement("small"));
  ghost.setAttribute("aria-hidden", "true");
  document.body.append(ghost);
  document.body.dataset.dragging = "";
  const name = drag.chip.lastChild.textContent.trim();
  aloud.textContent = `${aloud.dataset.picked} ${name}`;
  const mine = Object.assign(drag, { ghost, name });
  fitsOf(drag.member).then((fits) => { mine.fits = fits; });
  scrollAtEdges();
}

function scrollAtEdges() {
  if (!drag?.ghost) return;
  if (drag.y < EDGE) scrollBy(0, -8);
  else if (drag.y > innerHeight - EDGE) scrollBy(0, 8);
  requestAnimationFrame(scrollAtEdges);
}

function hover(seat) {
  const [tone, why] = drag.fits[seat?.id.slice(1)] ?? ["", ""];
  const note = drag.ghost.lastChild;
  const isHome = !seat || seat === drag.from || seat.dataset.held === drag.member;
  note.textContent = isHome ? "" : why || (tone ? aloud.dataset.fits : "");
  note.dataset.tone = isHome ? "" : tone;
  if (seat === drag.over) return;
  drag.over?.removeAttribute("data-over");
  drag.over = seat;
  if (isHome) return;
  seat.dataset.over = tone;
  aloud.textContent = `${seatName(seat)}: ${note.textContent}`;
}

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= FAR;
  if (!drag.ghost && !far) return;
  if (!drag.ghost) lift();
  event.preventDefault();
  Object.assign(drag, { x: event.clientX, y: event.clientY });
  drag.ghost.style.translate = `${event.clientX + 12}px ${event.clientY + 8}px`;
  hover(document.elementFromPoint(event.clientX, event.clientY)?.closest("a.seat"));
});

function drop() {
  const { ghost, over } = drag;
  ghost?.remove();
  over?.removeAttribute("data-over");
  delete document.body.dataset.dragging;
  drag = null;
}

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { ghost, over, from, member } = drag;
  drop();
  if (!ghost) return;
  // the click that follows is none
  const swallow = (click) => { click.preventDefault(); click.stopImmediatePropagation(); };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
  if (!over || over === from || over.dataset.held === member) aloud.textContent = aloud.dataset.dropped;
  else if (from && over.dataset.held !== "uncovered") exchange(from, over);
  else over.dispatchEvent(new CustomEvent("board:give", { bubbles: true, detail: member }));
});
document.addEventListener("pointercancel", () => drag && drop());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drag?.ghost) return;
  event.stopImmediatePropagation();
  aloud.textContent = aloud.dataset.dropped;
  drop();
}, { capture: true });

// One seat onto another: they exchange what they hold.
function exchange(from, to) {
  const { elements } = document.getElementById("swap");
  [elements.period.value, elements.seat.value] = from.id.slice(1).split("-");
  [elements.other_period.value, elements.other_seat.value] = to.id.slice(1).split("-");
  elements.expected.value = from.dataset.held;
  elements.other_expected.value = to.dataset.held;
  document.getElementById("swap").requestSubmit();
}
