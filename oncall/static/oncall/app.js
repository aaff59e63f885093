// Progressive enhancement only: every page works without this file.

// A button that sends a form twice raises two calls: disable it on the first.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.once === undefined) return;
  const button = event.submitter;
  requestAnimationFrame(() => {
    if (!button) return;
    button.disabled = true;
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  });
});
// …and give it back when the page is shown again from the browser's memory.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-once] button:disabled")) {
    button.disabled = false;
  }
});

// Copy an address: <button data-copy="#id">.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  button.textContent = button.dataset.copied;
});

// Pages that follow a call ask every two seconds; not while nobody looks, and
// what has not changed is left alone, so that nothing is read out twice.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.dataset.live !== undefined) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  const etag = xhr.getResponseHeader("ETag");
  if (!etag || event.detail.requestConfig.elt.dataset.live === undefined) return;
  if (target.dataset.seen === etag) event.detail.shouldSwap = false;
  target.dataset.seen = etag;
});

// The rota board and one's days swap themselves, and so does each cell of the trainings.
// When something else comes back (the sign-in page, an error), the browser goes where it
// would have gone without this.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  const swaps = ["board", "days"].includes(target.id) || target.closest(".matrix");
  if (!swaps || xhr.response.includes(`id="${target.id}"`)) return;
  event.detail.shouldSwap = false;
  if (xhr.status < 400) location.assign(xhr.responseURL);
  else location.reload();
});

// A cell of the trainings becomes a form, and the form a cell: the focus goes along.
document.addEventListener("htmx:afterSettle", (event) => {
  const cell = document.getElementById(event.detail.target.id);
  if (!cell?.closest(".matrix")) return;
  cell.querySelector("input:not([type=hidden]), a")?.focus();
});

// A screen in the hall says when it is left behind, and goes when its address does.
document.addEventListener("htmx:afterRequest", (event) => {
  const wall = event.target.closest?.(".wall");
  if (!wall || event.detail.successful) return;
  if ([404, 410].includes(event.detail.xhr.status)) location.reload();
  wall.querySelector("[data-behind]").hidden = false;
});

// Says a sentence aloud when it becomes another one: <p role="status" data-say="#id">.
function say() {
  for (const said of document.querySelectorAll("[data-say]")) {
    const text = document.querySelector(said.dataset.say)?.textContent ?? "";
    if (said.textContent !== text) said.textContent = text;
  }
}
document.addEventListener("htmx:afterSwap", say);
document.addEventListener("DOMContentLoaded", say);

// Print what is on the page: <button data-print>.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
