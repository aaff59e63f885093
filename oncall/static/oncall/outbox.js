// Work on a call without a network: what was tapped waits on this phone and is sent in
// order when the network returns; what was typed stays until it was taken. Every page
// works without this file.

const WAITING = "astreinte.outbox";
const read = () => JSON.parse(localStorage.getItem(WAITING) ?? "[]");
const write = (kept) => localStorage.setItem(WAITING, JSON.stringify(kept));
let busy = false;

// Sections of a page that what comes back may replace; the rest stays as it is.
const PARTS = ["messages", "answer", "mine", "work", "story"];

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement?.id;
  for (const id of PARTS) {
    const [here, there] = [document.getElementById(id), page.getElementById(id)];
    if (!here || !there) continue;
    const open = [...here.querySelectorAll("details")].map((one) => one.open);
    here.replaceChildren(...there.childNodes);
    const now = [...here.querySelectorAll("details")];
    if (now.length === open.length) now.forEach((one, n) => { one.open ||= open[n]; });
    globalThis.htmx?.process(here);
  }
  if (focused) document.getElementById(focused)?.focus();
  restore();
}

function say() {
  const [line, kept] = [document.getElementById("outbox"), read()];
  if (!line) return;
  line.hidden = kept.length === 0;
  line.textContent = kept.length ? `${line.dataset.waiting}${kept.length}` : "";
}

async function flush() {
  if (busy) return;
  busy = true;
  try {
    for (let [first] = [read()[0]]; first; [first] = [read()[0]]) {
      const answer = await fetch(first.url, {
        method: "POST",
        body: new URLSearchParams(first.fields),
        headers: { "X-Outbox": "1" },
      });
      // a server that is away is no answer; all others are
      if ([502, 503, 504].includes(answer.status)) break;
      const [, ...rest] = read();
      write(rest);
      if (answer.ok && first.page === location.pathname) {
        if (first.draft) localStorage.removeItem(first.draft);
        show(await answer.text());
      } else if (!answer.ok) {
        const line = document.getElementById("outbox");
        if (line) { line.hidden = false; line.textContent = line.dataset.refused; }
        return;
      }
    }
  } catch {
    // no network: everything stays
  } finally {
    busy = false;
  }
  say();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.outbox === undefined) return;
  event.preventDefault();
  const fields = [...new FormData(form, event.submitter)];
  write([...read(), {
    url: form.action,
    fields,
    page: location.pathname,
    draft: form.dataset.draft ? `astreinte.draft.${form.dataset.draft}` : "",
  }]);
  flush();
});
addEventListener("online", flush);
setInterval(() => { if (read().length) flush(); }, 5000);

// What is typed survives a page that the phone threw away: <form data-draft="name">.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  const typed = [...form.elements]
    .filter((one) => one.matches("input:not([type=hidden], [type=checkbox]), textarea"))
    .map((one) => [one.name, one.value]);
  localStorage.setItem(`astreinte.draft.${form.dataset.draft}`, JSON.stringify(typed));
});
document.addEventListener("submit", (event) => {
  const { draft, outbox } = event.target.dataset;
  if (draft && outbox === undefined && navigator.onLine) {
    localStorage.removeItem(`astreinte.draft.${draft}`);
  }
});
function restore() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const kept = localStorage.getItem(`astreinte.draft.${form.dataset.draft}`);
    for (const [name, value] of JSON.parse(kept ?? "[]")) {
      const field = form.elements[name];
      if (!field || field.value === value || field.value) continue;
      field.value = value;
      const details = form.closest("details");
      if (details) details.open = true;
    }
  }
}
restore();
say();
flush();
