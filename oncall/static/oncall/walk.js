// The arrow keys turn the pages of a walk-through. Every page works without this file.
const WAYS = { ArrowRight: "next", ArrowLeft: "prev" };
addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  document.querySelector(`a[rel="${way}"]`)?.click();
});
