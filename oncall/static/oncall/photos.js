// Photos are made small before they are sent: a telephone sends one in seconds, from a
// weak network too. Every page works without this file; the server makes them small
// again, and takes out what else is in them.
const LONGEST = 1600;

async function small(file) {
  const seen = await createImageBitmap(file);
  const scale = LONGEST / Math.max(seen.width, seen.height);
  if (scale >= 1 && file.size < 1_000_000) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(seen.width * Math.min(scale, 1));
  canvas.height = Math.round(seen.height * Math.min(scale, 1));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(seen, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
  return blob ? new File([blob], `${file.name}.jpg`, { type: "image/jpeg" }) : file;
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  const form = input.closest?.("form[data-photos]");
  if (!form || input.type !== "file") return;
  const button = form.querySelector("button");
  button.disabled = true;
  const chosen = new DataTransfer();
  for (const file of input.files) {
    // what the browser cannot read goes as it is: the server says what is wrong with it
    chosen.items.add(await small(file).catch(() => file));
  }
  input.files = chosen.files;
  button.disabled = false;
});

document.addEventListener("submit", (event) => {
  const said = event.target.querySelector?.("[data-offline]");
  if (!said || event.target.dataset.photos === undefined) return;
  said.hidden = navigator.onLine;
  if (navigator.onLine) return;
  event.preventDefault();
  said.textContent = said.dataset.offline;
}, { capture: true });
