// What a page renews by itself (by a stream or every few seconds, through htmx) gives way to the hand that is on it.
//
// A part that is put in another's place between pressing and letting go takes the press with it: the browser tells no
// click, and nothing happens. So while a button or a key is down inside a part, what comes for it waits; the last of it
// is put in when the press has been told. What a person asks for by a link or a filter is not held up. In whatever
// comes, the keyboard stays where it was, and what was opened stays open: a link is known by its address, a button by
// its form's, <details> by its id.
const LATE = 300; // ms after letting go by which a press has been told, also by a slow touch screen
const LONGEST = 5000; // ms that a press may hold a part up: its end may never be told

let pressed = null;
let timer = 0;
let stood = null;
const waiting = new Map();

const said = (node, name) => node.closest(`[${name}]`)?.getAttribute(name);
const isFollowed = ({ verb, triggeringEvent }) => verb === "get" && Boolean(triggeringEvent?.isTrusted);

function press(event) {
  if (event.type === "keydown" && event.key !== " " && event.key !== "Enter") return;
  pressed = event.target;
  end(LONGEST);
}

function end(ms) {
  clearTimeout(timer);
  timer = setTimeout(release, ms);
}

function release() {
  pressed = null;
  const late = [...waiting.values()];
  waiting.clear();
  for (const { target, content, swapStyle, select } of late) {
    if (!target.isConnected) continue;
    stood = standing(target);
    window.htmx.swap(target, content, { swapStyle, ignoreTitle: true }, { select });
  }
}

function before({ detail }) {
  const { target, requestConfig } = detail;
  stood = null;
  if (!detail.shouldSwap || detail.isError || !requestConfig || !target.id) return;
  if (!pressed || !target.contains(pressed) || isFollowed(requestConfig)) {
    stood = standing(target);
    return;
  }
  const { elt } = requestConfig;
  const [swapStyle] = (said(elt, "hx-swap") ?? "innerHTML").split(" ");
  detail.shouldSwap = false;
  waiting.set(target.id, { target, content: detail.serverResponse, swapStyle, select: said(elt, "hx-select") });
}

const knownBy = (node) => node.getAttribute("href") ?? `${node.closest("form")?.getAttribute("action")} ${node.value}`;

function standing(target) {
  const focus = target.contains(document.activeElement) ? document.activeElement : null;
  return {
    focus: focus && { tag: focus.tagName, known: knownBy(focus), under: said(focus, "aria-labelledby") },
    open: [...target.querySelectorAll("details[id][open]")].map((box) => box.id),
  };
}

function after() {
  if (!stood) return;
  const { focus, open } = stood;
  stood = null;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focus && document.activeElement === document.body) find(focus)?.focus({ preventScroll: true });
}

// The same link or button; where it is gone, the part of the page in which it stood.
function find({ tag, known, under }) {
  const same = [...document.querySelectorAll(`#gb-main ${tag}`)].find((node) => knownBy(node) === known);
  if (same) return same;
  const part = under && document.querySelector(`[aria-labelledby="${CSS.escape(under)}"]`);
  if (part) part.tabIndex = -1;
  return part;
}

const early = { capture: true };
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, press, early);
for (const kind of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(kind, () => pressed && end(LATE), early);
document.addEventListener("click", () => pressed && end(0), early);
document.addEventListener("htmx:beforeSwap", before);
document.addEventListener("htmx:afterSwap", after);
