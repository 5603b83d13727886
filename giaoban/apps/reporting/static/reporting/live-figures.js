// After each save by itself: computed figures, remarks of the rules and what is left, without loading the page.
// Listens to "gb-saved" of <gb-autosave>; everything is set as text.
function setFigures(figures) {
  for (const place of document.querySelectorAll("[data-live]")) {
    const shown = figures[place.dataset.live];
    if (shown === undefined) continue;
    place.textContent = shown || (place.classList.contains("gb-unit") ? "" : "–");
  }
}

function explainField(form, remark) {
  const name = `explanation:${remark.explain}`;
  const box = document.createElement("div");
  const label = document.createElement("label");
  const field = document.createElement("textarea");
  box.className = "rp-explain";
  box.dataset.explains = name;
  label.className = "rp-remark gb-tone-due";
  label.htmlFor = field.id = `id_${name.replace(/[:.,]/g, "-")}`;
  field.className = "form-control";
  field.rows = 2;
  field.name = name;
  field.dataset.saved = "";
  field.placeholder = form.dataset.explain;
  box.append(label, field);
  return box;
}

function setRemarks(form, remarks) {
  const wanted = new Set();
  for (const place of form.querySelectorAll("[data-remarks]")) {
    const found = remarks[place.dataset.remarks] || [];
    const lines = [];
    for (const remark of found) {
      if (!remark.explain) {
        const line = document.createElement("p");
        line.className = `rp-remark gb-tone-${remark.tone}`;
        line.textContent = remark.text;
        lines.push(line);
        continue;
      }
      const name = `explanation:${remark.explain}`;
      wanted.add(name);
      let box = form.querySelector(`[data-explains="${CSS.escape(name)}"]`);
      if (!box) {
        box = explainField(form, remark);
        place.after(box);
      }
      box.hidden = false;
      box.querySelector("label").textContent = remark.text;
    }
    place.replaceChildren(...lines);
  }
  for (const box of form.querySelectorAll("[data-explains]")) box.hidden = !wanted.has(box.dataset.explains);
}

// One truth beside the line of saving: what is refused or in conflict on the screen is named here too, and
// "complete" is said only of what is saved.
function tellLeft() {
  const place = document.querySelector("[data-left]");
  const line = document.querySelector(".gb-save-state");
  if (!place) return;
  const wrong = document.querySelectorAll('.rp-entry [aria-invalid="true"], .rp-entry .gb-cell-choice').length;
  const left = Number(place.dataset.left);
  const said = [];
  if (wrong) said.push(place.dataset.wrong.replace("%(count)s", wrong));
  if (left) said.push(place.dataset.some.replace("%(count)s", left));
  if (!said.length && (line?.dataset.state ?? "saved") === "saved") said.push(place.dataset.done);
  place.textContent = said.join(" · ");
}

function setLeft(left, sections) {
  const place = document.querySelector("[data-left]");
  if (place) place.dataset.left = left;
  for (const mark of document.querySelectorAll("[data-section]")) {
    const count = sections[mark.dataset.section] || 0;
    mark.textContent = count;
    mark.hidden = !count;
  }
}

// What somebody else saved meanwhile, in fields that nobody is typing into here.
function setEntries(form, entries) {
  for (const [name, value] of Object.entries(entries)) {
    const field = form.elements[name];
    if (!(field instanceof HTMLElement) || field === document.activeElement || field.dataset.saved === value) continue;
    const box = field.type === "checkbox";
    if ((box ? (field.checked ? "1" : "") : field.value) !== field.dataset.saved) continue;
    if (box) field.checked = Boolean(value);
    else field.value = value;
    field.dataset.saved = value;
  }
}

document.addEventListener("gb-state", tellLeft);
document.addEventListener("gb-saved", (event) => {
  const { figures, remarks, left, sections, entries } = event.detail;
  if (!figures) return;
  setEntries(event.target.querySelector("form"), entries);
  setFigures(figures);
  setRemarks(event.target.querySelector("form"), remarks);
  setLeft(left, sections);
});
