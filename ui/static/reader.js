// Values and the places they were read at point at each other, by mouse and by keyboard.

const LETTER_KEYS = "anamnese.letter-keys";

export function startReader(desk) {
  const pages = desk.querySelector(".pages");
  const groups = desk.querySelector(".groups");
  const listed = [...groups.querySelectorAll(".field")];
  const placed = listed.filter((field) => field.dataset.place >= 0).sort((a, b) => a.dataset.place - b.dataset.place);
  const letters = letterKeys(desk.querySelector("#letter-keys"));
  const callout = makeCallout();
  let chosen = null;

  const spotsOf = (field) => [...pages.querySelectorAll(`[data-fields~="${field.dataset.field}"]`)];
  const linkOf = (field) => field.querySelector(".go");
  const fieldOf = (spot) => document.getElementById(`field-${spot.dataset.fields.split(" ")[0]}`);

  function choose(field) {
    if (chosen !== field) {
      for (const marked of desk.querySelectorAll(".chosen")) {
        marked.classList.remove("chosen");
        marked.removeAttribute("aria-current");
      }
      chosen = field;
      if (!field) {
        callout.remove();
        history.replaceState(null, "", location.pathname + location.search);
        return;
      }
      history.replaceState(null, "", `#${field.id}`);
      for (const marked of [field, ...spotsOf(field)]) {
        marked.classList.add("chosen");
        marked.setAttribute("aria-current", "true");
      }
      oneTabStop(spotsOf(field)[0]);
    }
    showBoth(field);
  }

  function showBoth(field) {
    const spots = spotsOf(field);
    bringIntoView(groups, field, false);
    if (!spots.length) return callout.remove();
    bringIntoView(pages, spots[0], true);
    callout.firstChild.textContent = field.dataset.title;
    spots[0].closest(".sheet").append(callout);
    placeCallout(callout, spots[0]);
  }

  function oneTabStop(spot) {
    if (!spot) return;
    for (const other of pages.querySelectorAll('.spot[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    spot.setAttribute("tabindex", "0");
  }

  const focusOn = (element) => element?.focus({ preventScroll: true });

  groups.addEventListener("click", (event) => {
    const field = event.target.closest(".field");
    if (!field) return;
    event.preventDefault();
    choose(field);
    const byKeyboard = event.detail === 0;
    focusOn((byKeyboard && spotsOf(field)[0]) || linkOf(field));
  });
  groups.addEventListener("focusin", (event) => {
    if (event.target.matches(".go:focus-visible")) choose(event.target.closest(".field"));
  });
  desk.querySelector("#next-doubt")?.addEventListener("click", (event) => {
    event.preventDefault();
    const doubtful = listed.filter((field) => field.classList.contains("doubtful"));
    const after = doubtful.find((field) => listed.indexOf(field) > listed.indexOf(chosen));
    choose(after ?? doubtful[0]);
  });
  pages.addEventListener("click", (event) => {
    const spot = event.target.closest(".spot");
    if (!spot) return;
    event.preventDefault();
    choose(fieldOf(spot));
    focusOn(linkOf(fieldOf(spot)));
  });
  pages.addEventListener("focusin", (event) => {
    if (event.target.matches(".spot:focus-visible") && !event.target.classList.contains("chosen")) {
      choose(fieldOf(event.target));
    }
  });
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target !== document.body && !desk.contains(event.target);
    if (elsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, summary, button")) return;
    if (event.key === "Escape") return choose(null);
    const step = { j: 1, J: 1, k: -1, K: -1 }[event.key];
    if (!step || !letters.on()) return;
    event.preventDefault();
    const onPage = pages.contains(document.activeElement);
    const order = onPage ? placed : listed;
    const at = order.indexOf(chosen);
    const next = order[at < 0 ? (step > 0 ? 0 : order.length - 1) : Math.min(Math.max(at + step, 0), order.length - 1)];
    if (!next) return;
    choose(next);
    focusOn(onPage ? spotsOf(next)[0] : linkOf(next));
  });

  if (placed.length) oneTabStop(spotsOf(placed[0])[0]);
  new ResizeObserver(() => {
    const spot = chosen && spotsOf(chosen)[0];
    if (spot) placeCallout(callout, spot);
  }).observe(pages);
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  if (asked && listed.includes(asked)) choose(asked);
  tellFolio(desk, pages);
}

/** Scrolls a pane just enough, and the window only where the pane itself is out of sight. */
function bringIntoView(pane, element, centred) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const scrolls = pane.scrollHeight > pane.clientHeight + 1 || pane.scrollWidth > pane.clientWidth + 1;
  if (!scrolls) return element.scrollIntoView({ block: "nearest", inline: "nearest", behavior });
  const [outer, inner] = [pane.getBoundingClientRect(), element.getBoundingClientRect()];
  const roomAbove = (pane.clientHeight - inner.height) / 2;
  const roomLeft = (pane.clientWidth - inner.width) / 2;
  const visible = inner.top >= outer.top && inner.bottom <= outer.bottom;
  const visibleAcross = inner.left >= outer.left && inner.right <= outer.right;
  const top = centred || !visible ? pane.scrollTop + inner.top - outer.top - roomAbove : pane.scrollTop;
  const left = visibleAcross ? pane.scrollLeft : pane.scrollLeft + inner.left - outer.left - Math.max(roomLeft, 16);
  pane.scrollTo({ top, left, behavior });
  if (outer.bottom < 80 || outer.top > innerHeight - 80) pane.scrollIntoView({ block: "nearest", behavior });
}

function makeCallout() {
  const callout = document.createElement("div");
  callout.className = "callout";
  callout.setAttribute("aria-hidden", "true");
  callout.append(document.createElement("span"));
  return callout;
}

function placeCallout(callout, spot) {
  const sheet = spot.closest(".sheet").getBoundingClientRect();
  const box = (spot.querySelector("rect") ?? spot).getClientRects()[0];
  const above = box.top - sheet.top > 34;
  callout.classList.toggle("below", !above);
  const across = (box.left - sheet.left) / sheet.width;
  callout.classList.toggle("leftward", across > 0.6);
  const anchor = across > 0.6 ? box.right - sheet.left : box.left - sheet.left;
  callout.style.left = `${(anchor / sheet.width) * 100}%`;
  callout.style.top = `${(((above ? box.top : box.bottom) - sheet.top) / sheet.height) * 100}%`;
}

function letterKeys(checkbox) {
  checkbox.checked = localStorage.getItem(LETTER_KEYS) !== "off";
  checkbox.addEventListener("change", () => localStorage.setItem(LETTER_KEYS, checkbox.checked ? "on" : "off"));
  return { on: () => checkbox.checked };
}

/** Keeps "page 2 / 5" true while the pages are scrolled. */
function tellFolio(desk, pages) {
  const folio = desk.querySelector("#folio");
  const shown = new Map();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) shown.set(entry.target, entry.intersectionRect.height);
      const [most] = [...shown].reduce((best, one) => (one[1] > best[1] ? one : best));
      folio.textContent = most.querySelector("figcaption").dataset.folio;
    },
    { root: pages, threshold: [0, 0.25, 0.5, 0.75, 1] },
  );
  for (const page of pages.querySelectorAll(".page")) observer.observe(page);
}
